import { constants, gunzipSync } from "node:zlib";
import { InputError, messageOf } from "../errors.ts";
import { damageOf } from "./not_data.ts";

/** What to do with a file that did not survive its journey. */
export const GET_AGAIN = "get the file again";

/**
 * Output of gunzip grows in steps of this size: the default of 16 kB makes 47 MB of images about a
 * third slower.
 */
const CHUNK_SIZE = 1 << 20;

/** Compressed bytes that hold the header of any data file, and unpack to a megabyte at most. */
const START = 1024;

/**
 * Unpack bytes that are gzip, and pass on all others as they are. The content decides, not the
 * file's name.
 *
 * @param bytes A file's content.
 * @param source The file's name, for errors.
 * @param sizeFrom How many bytes there are in all, from the first ones: no more are unpacked, so
 * that a small file cannot fill the memory.
 * @throws {InputError} A gzip file that is cut short or damaged, or holds more.
 */
export function gunzipIfNeeded(
  bytes: Uint8Array,
  source: string,
  sizeFrom: (start: Uint8Array) => number,
): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    if (bytes.length <= START) return plain(gunzipSync(bytes)); // a megabyte at most
    const start = gunzipSync(bytes.subarray(0, START), { finishFlush: constants.Z_SYNC_FLUSH });
    const maxOutputLength = sizeFrom(plain(start));
    return plain(gunzipSync(bytes, { chunkSize: CHUNK_SIZE, maxOutputLength }));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const damage = damageOf(bytes), remedy = damage ? `it is ${damage}` : GET_AGAIN;
    throw new InputError(`${source}: ${whatHappened(error)}; ${remedy}`, { cause: error });
  }
}

/** A plain array: `slice` of Node's Buffer does not copy. */
export function plain({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function whatHappened(error: unknown): string {
  const reason = messageOf(error);
  if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") {
    return "it holds more than its header says";
  }
  return reason === "unexpected end of file"
    ? "the gzip file is cut short (its end is missing)"
    : `the gzip file is damaged (${reason})`;
}
