/**
 * The table of a zip archive: what its entries are, and where.
 *
 * Source: PKWARE, "APPNOTE.TXT – .ZIP File Format Specification", sections 4.3.7, 4.3.12, 4.3.16.
 */
import { InputError } from "../errors.ts";
import { GET_AGAIN } from "./_gunzip.ts";
import { damageOf, whatItIs } from "./not_data.ts";

/** What the table says of an entry. */
export interface ZipRecord {
  name: string;
  isEncrypted: boolean;
  /** How it is packed: 0 stored, 8 deflated. */
  method: number;
  /** CRC-32 of the unpacked bytes. */
  checksum: number;
  packedSize: number;
  /** Bytes when unpacked. */
  size: number;
  /** Where the entry's own header is. */
  at: number;
}

const SIGNATURE = { entry: 0x04034b50, record: 0x02014b50, end: 0x06054b50 };
const LENGTH = { entry: 30, record: 46, end: 22 };
const MOST_COMMENT = 0xffff;

/**
 * Read the table.
 *
 * @throws {InputError} No zip archive, or one without its end.
 * @throws {RangeError} A table that points outside the file.
 */
export function zipRecords(file: Uint8Array, source: string): ZipRecord[] {
  const view = viewOf(file), end = endOf(file, source), records: ZipRecord[] = [];
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (view.getUint32(at, true) !== SIGNATURE.record) throw new RangeError("its table is broken");
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    records.push(recordAt(file, at, name));
    at += LENGTH.record + name + extra + comment;
  }
  return records;
}

/** Where the archive's last record is, which says where the table is: a comment may follow. */
function endOf(file: Uint8Array, source: string): number {
  const view = viewOf(file), damage = damageOf(file);
  if (file.length < 4 || view.getUint16(0, true) !== 0x4b50) {
    const what = whatItIs(file, source) ?? `no zip archive, as .npz files are: ${GET_AGAIN}`;
    throw new InputError(`${source}: is ${what}`);
  }
  const last = file.length - LENGTH.end;
  for (let at = last; at >= Math.max(0, last - MOST_COMMENT); at--) {
    if (view.getUint32(at, true) === SIGNATURE.end) return at;
  }
  throw new InputError(
    `${source}: the archive is cut short (its end is missing); ${
      damage ? `it is ${damage}` : GET_AGAIN
    }`,
  );
}

function recordAt(file: Uint8Array, at: number, nameLength: number): ZipRecord {
  const view = viewOf(file), start = at + LENGTH.record;
  return {
    name: new TextDecoder().decode(file.subarray(start, start + nameLength))
      .replaceAll(/\p{Cc}/gu, "?"), // errors that name it are one line
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    at: view.getUint32(at + 42, true),
  };
}

/**
 * The packed bytes of an entry, which follow its own header.
 *
 * @throws {RangeError} They are not all there.
 */
export function packedBytes(file: Uint8Array, { at, packedSize }: ZipRecord): Uint8Array {
  const view = viewOf(file);
  if (view.getUint32(at, true) !== SIGNATURE.entry) throw new RangeError("an entry is missing");
  const [name, extra] = [26, 28].map((field) => view.getUint16(at + field, true));
  const start = at + LENGTH.entry + name + extra, end = start + packedSize;
  if (end > file.length) throw new RangeError("an entry is cut short");
  return file.subarray(start, end);
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength);
}
