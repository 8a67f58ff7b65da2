/**
 * Safetensors: an 8-byte little-endian header length, a JSON header, the numbers. It holds no code.
 *
 * The format has no checksum of its own; ours stands in the metadata as `crc32`, so that a flipped
 * bit does not go unnoticed. Files without it (from other programs) are read too.
 *
 * Source: the "Format" section of the safetensors documentation, version 0.3 and later.
 */
import { InputError } from "../../errors.ts";
import { CHECKSUM_KEY, checksumOf } from "./_safetensors_checksum.ts";
import { damaged, type Entry, parseHeader } from "./_safetensors_header.ts";
import {
  bytesOf,
  bytesPerNumber,
  isDtype,
  type NamedTensor,
  sizeOf,
  tensorFrom,
} from "./_tensor_types.ts";

export type { NamedTensor } from "./_tensor_types.ts";

/** The name in the header under which metadata stands, and that no tensor may have. */
const METADATA = "__metadata__";

/**
 * Write tensors and metadata as the bytes of a safetensors file. The same content gives the same
 * bytes, whatever its order.
 *
 * @param tensors By name; any name but `__metadata__`.
 * @param metadata Text by name; any name but `crc32`.
 * @throws {InputError} A reserved name, or a tensor whose shape does not fit its numbers.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeSafetensors({ w: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) } }, { epoch: "3" });
 * const { tensors, metadata } = decodeSafetensors(bytes, "w.safetensors");
 * assertEquals(tensors.w.data, Float32Array.of(1, 2));
 * assertEquals(metadata, { epoch: "3" });
 * ```
 */
export function encodeSafetensors(
  tensors: Record<string, NamedTensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  checkNames(tensors, metadata);
  const ordered = Object.entries(tensors).sort(byAlignmentThenName);
  let end = 0;
  const entries = ordered.map(([name, tensor]): Entry => {
    checkTensor(name, tensor);
    const start = end;
    end += tensor.data.byteLength;
    return { name, dtype: tensor.dtype, shape: tensor.shape, start, end };
  });
  const body = new Uint8Array(end);
  for (const [i, [, tensor]] of ordered.entries()) body.set(bytesOf(tensor), entries[i].start);
  const header = headerBytes(entries, {
    ...metadata,
    [CHECKSUM_KEY]: checksumOf(entries, metadata, body),
  });
  return join(header, body);
}

/**
 * Read the bytes of a safetensors file.
 *
 * @param bytes The file.
 * @param name The file's name, for errors.
 * @param options.remedy What they say to do if it is damaged; without it, what helps with a
 * checkpoint.
 * @returns Tensors by name, copied out of `bytes`, and metadata without the checksum.
 * @throws {InputError} Not such a file, damaged, cut short, or with a number type that is not known
 * here.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  name: string,
  { remedy = "use another copy of it, or train that run again" }: { remedy?: string } = {},
): { tensors: Record<string, NamedTensor>; metadata: Record<string, string> } {
  const source = { name, remedy };
  const { entries, metadata, body } = parseHeader(bytes, source);
  const { [CHECKSUM_KEY]: expected, ...rest } = metadata;
  if (expected !== undefined && expected !== checksumOf(entries, rest, body)) {
    throw damaged(source, `its content does not match its ${CHECKSUM_KEY}`);
  }
  const tensors = entries.map((
    entry,
  ) => [entry.name, tensorFrom(body.subarray(entry.start, entry.end), entry)]);
  return { tensors: Object.fromEntries(tensors), metadata: rest };
}

function checkNames(tensors: Record<string, NamedTensor>, metadata: Record<string, string>) {
  for (const [names, reserved] of [[tensors, METADATA], [metadata, CHECKSUM_KEY]] as const) {
    if (Object.hasOwn(names, reserved)) {
      throw new InputError(`${reserved}: this name is reserved; choose another`);
    }
  }
}

function checkTensor(name: string, { dtype, shape, data }: NamedTensor) {
  if (!isDtype(dtype) || data.BYTES_PER_ELEMENT !== bytesPerNumber(dtype)) {
    throw new InputError(
      `tensor ${name}: dtype ${dtype} does not fit its ${data.constructor.name}; give both the same type`,
    );
  }
  if (sizeOf(shape) !== data.length) {
    throw new InputError(
      `tensor ${name}: shape [${shape}] does not fit its ${data.length} numbers; give the shape of the data`,
    );
  }
}

/**
 * Wide numbers first, so that every tensor starts at a multiple of its number's size; then by name.
 */
function byAlignmentThenName(
  [a, first]: [string, NamedTensor],
  [b, second]: [string, NamedTensor],
): number {
  return bytesPerNumber(second.dtype) - bytesPerNumber(first.dtype) || (a < b ? -1 : 1);
}

function headerBytes(entries: Entry[], metadata: Record<string, string>): Uint8Array {
  const sorted = Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => a < b ? -1 : 1));
  const tensors = entries.map((
    { name, dtype, shape, start, end },
  ) => [name, { dtype, shape, data_offsets: [start, end] }]);
  const json = new TextEncoder().encode(
    JSON.stringify(Object.fromEntries([[METADATA, sorted], ...tensors])),
  );
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(" ".charCodeAt(0));
  padded.set(json);
  return padded;
}

function join(header: Uint8Array, body: Uint8Array): Uint8Array {
  const file = new Uint8Array(8 + header.length + body.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(body, 8 + header.length);
  return file;
}
