import { allVariables } from "../training/mod.ts";
import type { Model } from "../types.ts";

/**
 * A checksum of a model: of names, shapes and numbers of the weights of its backbone and head. It
 * tells whether two embeddings are of one model.
 *
 * @returns 16 hexadecimal digits of a SHA-256.
 */
export async function modelChecksum({ backbone, head }: Model): Promise<string> {
  const variables = Object.entries(allVariables({ backbone, head }))
    .sort(([a], [b]) => a < b ? -1 : 1);
  const parts: Uint8Array[] = [];
  for (const [name, variable] of variables) {
    const { buffer, byteOffset, byteLength } = await variable.data() as Float32Array;
    parts.push(new TextEncoder().encode(`${name} ${variable.shape}\n`));
    parts.push(new Uint8Array(buffer, byteOffset, byteLength));
  }
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
