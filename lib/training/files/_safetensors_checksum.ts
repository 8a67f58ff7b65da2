import { crc32 } from "node:zlib";
import type { Entry } from "./_safetensors_header.ts";

/** Where the checksum stands in a file's metadata. */
export const CHECKSUM_KEY = "crc32";

/**
 * CRC-32 over all that a file says: its tensors' names, types, shapes and numbers, and its
 * metadata.
 *
 * It is taken over the content, not over the header's text, so that a program which writes the same
 * header with other spaces or in another order leaves it valid.
 *
 * @param entries The tensors, in the order of their bytes.
 * @param metadata All metadata but the checksum itself.
 * @param body The tensors' bytes.
 * @returns Eight hexadecimal digits.
 */
export function checksumOf(
  entries: Entry[],
  metadata: Record<string, string>,
  body: Uint8Array,
): string {
  const texts = Object.entries(metadata).sort(([a], [b]) => a < b ? -1 : 1);
  const tensors = entries.map((
    { name, dtype, shape, start, end },
  ) => [name, dtype, shape, start, end]);
  const checksum = crc32(body, crc32(JSON.stringify([texts, tensors])));
  return checksum.toString(16).padStart(8, "0");
}
