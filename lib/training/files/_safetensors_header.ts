import { InputError } from "../../errors.ts";
import { bytesInFile, FILE_DTYPES, type FileDtype, isFileDtype, sizeOf } from "./_tensor_types.ts";

/**
 * What a header says about one tensor. Its bytes are `start` to `end` of those after the header.
 */
export interface Entry {
  name: string;
  dtype: FileDtype;
  shape: number[];
  start: number;
  end: number;
}

/** Where bytes come from, for errors. */
export interface Source {
  /** The file's name. */
  name: string;
  /** What to do if it is damaged. */
  remedy: string;
}

/** The error for a file that is not what was once written. */
export function damaged({ name, remedy }: Source, fault: string): InputError {
  return new InputError(`${name}: damaged or cut short: ${fault}; ${remedy}`);
}

/**
 * Read a safetensors header and check that it fits its file: every byte belongs to exactly one
 * tensor.
 *
 * @param bytes The file.
 * @returns Entries in the order of their bytes, metadata, and the bytes after the header.
 * @throws {InputError} Whatever does not fit, with the tensor's name.
 */
export function parseHeader(bytes: Uint8Array, source: Source) {
  const { text, body } = splitFile(bytes, source);
  const { __metadata__: metadata = {}, ...tensors } = parseJson(text, source);
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    throw damaged(source, "its metadata is not text by name");
  }
  const entries = Object.entries(tensors).map(([name, entry]) => parseEntry(name, entry, source));
  entries.sort((a, b) => a.start - b.start || a.end - b.end || (a.name < b.name ? -1 : 1));
  checkCoverage(entries, body.length, source);
  return { entries, metadata: metadata as Record<string, string>, body };
}

function splitFile(bytes: Uint8Array, source: Source): { text: Uint8Array; body: Uint8Array } {
  if (bytes.length < 8) throw damaged(source, `it has only ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) {
    throw damaged(
      source,
      `it says that its header has ${length} bytes, and has ${bytes.length} in all`,
    );
  }
  return { text: bytes.subarray(8, 8 + length), body: bytes.subarray(8 + length) };
}

function parseJson(text: Uint8Array, source: Source): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    throw damaged(source, "its header is not JSON, or it is no safetensors file at all");
  }
  if (!isRecord(header)) throw damaged(source, "its header is not a table of tensors");
  return header;
}

function parseEntry(name: string, entry: unknown, source: Source): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (
    !isWholeNumbers(shape) || !isWholeNumbers(offsets) || offsets.length !== 2 ||
    typeof dtype !== "string"
  ) {
    throw damaged(source, `tensor ${name} has no proper dtype, shape and data_offsets`);
  }
  if (!isFileDtype(dtype)) {
    throw new InputError(
      `${source.name}: tensor ${name} has dtype ${dtype}, which is not read here: known are ${
        FILE_DTYPES.join(", ")
      }; convert it`,
    );
  }
  const [start, end] = offsets;
  const needed = sizeOf(shape) * bytesInFile(dtype);
  if (end - start !== needed) {
    throw damaged(
      source,
      `tensor ${name} of shape [${shape}] needs ${needed} bytes and has ${end - start}`,
    );
  }
  return { name, dtype, shape, start, end };
}

function checkCoverage(entries: Entry[], length: number, source: Source) {
  let covered = 0;
  for (const { name, start, end } of entries) {
    if (end > length) {
      throw damaged(source, `tensor ${name} ends ${end - length} bytes beyond the file's end`);
    }
    if (start < covered) throw damaged(source, `tensor ${name} overlaps the one before it`);
    if (start > covered) {
      throw damaged(source, `${start - covered} bytes before tensor ${name} belong to no tensor`);
    }
    covered = end;
  }
  if (covered < length) {
    throw damaged(source, `${length - covered} bytes at its end belong to no tensor`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((number) => Number.isSafeInteger(number) && number >= 0);
}
