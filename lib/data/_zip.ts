/**
 * Zip archives, as numpy writes them: entries that are stored or deflated, up to 4 GB each. What is
 * unpacked is compared with its checksum: one changed bit would be another pixel, or label.
 */
import { constants, crc32, inflateRawSync } from "node:zlib";
import { InputError, messageOf } from "../errors.ts";
import { GET_AGAIN, plain } from "./_gunzip.ts";
import { packedBytes, type ZipRecord, zipRecords } from "./_zip_table.ts";
import { damageOf } from "./not_data.ts";

/** A file in an archive. */
export interface ZipEntry {
  name: string;
  /** Bytes when unpacked, as the archive's table says: no more are. */
  size: number;
  /** Its first bytes, a megabyte at most. */
  start(): Uint8Array;
  /** All of it. */
  bytes(): Uint8Array;
}

const STORED = 0, DEFLATED = 8;

/** In place of a size that takes more than 32 bits. */
const TOO_LARGE = 0xffffffff;

/** Packed bytes that hold the start of any entry, and unpack to a megabyte at most. */
const START = 1024;

/** Unpacked bytes come in steps of this size. */
const CHUNK_SIZE = 1 << 20;

/**
 * List an archive's entries, which are unpacked when they are read.
 *
 * @param source The archive's name, for errors.
 * @throws {InputError} No zip archive, or a damaged one; the entries' functions throw it for what
 * cannot be unpacked.
 */
export function zipEntries(file: Uint8Array, source: string): ZipEntry[] {
  const records = intact(file, source, () => zipRecords(file, source));
  return records.map((record) => {
    const { name, size } = record, place = `${source}: ${name}`;
    return {
      name,
      size,
      start: () => intact(file, place, () => startOf(file, record, place)),
      bytes: () => intact(file, place, () => unpacked(file, record, place)),
    };
  });
}

/** Whatever lies outside the file, or does not unpack, is damage. */
function intact<T>(file: Uint8Array, source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const damage = damageOf(file), remedy = damage ? `it is ${damage}` : GET_AGAIN;
    const reason = (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE"
      ? "an entry holds more than the table says"
      : messageOf(error);
    throw new InputError(`${source}: the archive is damaged (${reason}); ${remedy}`, {
      cause: error,
    });
  }
}

function startOf(file: Uint8Array, record: ZipRecord, place: string): Uint8Array {
  checkPacking(record, place);
  const start = packedBytes(file, record).subarray(0, START);
  if (record.method === STORED) return start;
  return plain(inflateRawSync(start, { finishFlush: constants.Z_SYNC_FLUSH }));
}

function unpacked(file: Uint8Array, record: ZipRecord, place: string): Uint8Array {
  checkPacking(record, place);
  const packed = packedBytes(file, record), { method, size, checksum } = record;
  const options = { chunkSize: CHUNK_SIZE, maxOutputLength: Math.max(size, 1) };
  const bytes = method === STORED ? packed : plain(inflateRawSync(packed, options));
  if (bytes.length !== size) throw new RangeError("an entry is not as long as the table says");
  if (crc32(bytes) !== checksum) throw new RangeError("an entry's checksum is wrong");
  return bytes;
}

function checkPacking(
  { isEncrypted, method, size, packedSize, at }: ZipRecord,
  place: string,
): void {
  const fault = isEncrypted
    ? "is encrypted"
    : Math.max(size, packedSize, at) === TOO_LARGE
    ? "is larger than 4 GB"
    : method !== STORED && method !== DEFLATED
    ? `is packed by method ${method}`
    : undefined;
  if (fault) {
    throw new InputError(`${place}: ${fault}, and is not read; write it with numpy.savez`);
  }
}
