import { gunzipSync } from "node:zlib";
import { InputError, messageOf } from "../errors.ts";

/** What to do with a file that did not survive its journey. */
export const GET_AGAIN = "get the file again";

/**
 * Output of gunzip grows in steps of this size: the default of 16 kB makes 47 MB of images about a
 * third slower.
 */
const CHUNK_SIZE = 1 << 20;

/**
 * Unpack bytes that are gzip, and pass on all others as they are. The content decides, not the
 * file's name.
 *
 * @param bytes A file's content.
 * @param source The file's name, for errors.
 * @throws {InputError} A gzip file that is cut short or damaged.
 */
export function gunzipIfNeeded(bytes: Uint8Array, source: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const { buffer, byteOffset, byteLength } = gunzipSync(bytes, { chunkSize: CHUNK_SIZE });
    return new Uint8Array(buffer, byteOffset, byteLength); // a plain array: `slice` of Node's Buffer does not copy
  } catch (error) {
    throw new InputError(`${source}: ${whatHappened(error)}; ${GET_AGAIN}`, { cause: error });
  }
}

function whatHappened(error: unknown): string {
  const reason = messageOf(error);
  return reason === "unexpected end of file"
    ? "the gzip file is cut short (its end is missing)"
    : `the gzip file is damaged (${reason})`;
}
