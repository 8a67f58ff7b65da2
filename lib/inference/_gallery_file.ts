/** A gallery as a safetensors file. */
import { InputError } from "../errors.ts";
import { errorCode, readFileSync, systemReason } from "../platform.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
} from "../training/files/safetensors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import { followedLink } from "./followed_link.ts";
import { joined } from "./joined.ts";

/** What tells a gallery from other files, and its version. */
const FORMAT = "margin-losses gallery", VERSION = 1;

interface GalleryModel {
  checksum: string;
  embeddingSize: number;
}

/** What to do about a file that is no gallery any more. */
const ENROL_ANEW = "use another copy of it, or enrol anew, into a new file";

/** What a file holds. */
interface Saved {
  /** By name, `[N, D]` row by row. */
  embeddings: Map<string, Float32Array>;
  /** `[names, D]`. */
  means: Float32Array;
}

/** Write names and their embeddings, atomically; where a link leads. */
export function writeGallery(
  path: string,
  { model, embeddings, means }: {
    model: GalleryModel;
    embeddings: ReadonlyMap<string, Float32Array>;
    means: Float32Array;
  },
): void {
  const size = model.embeddingSize, names = [...embeddings.keys()];
  const all = joined(Float32Array, [...embeddings.values()]),
    owners = new Int32Array(all.length / size);
  let at = 0;
  for (const [i, own] of [...embeddings.values()].entries()) {
    owners.fill(i, at, at += own.length / size);
  }
  const bytes = encodeSafetensors({
    means: { dtype: "F32", shape: [names.length, size], data: means },
    embeddings: { dtype: "F32", shape: [owners.length, size], data: all },
    owners: { dtype: "I32", shape: [owners.length], data: owners },
  }, {
    ...{ format: FORMAT, format_version: String(VERSION), model: model.checksum },
    names: JSON.stringify(names),
  });
  writeFileAtomically(followedLink(path), bytes);
}

/**
 * Names, in their order, and their embeddings.
 *
 * @throws {InputError} The file is missing, damaged, no gallery, newer, or of another model.
 */
export function readGallery(path: string, model: GalleryModel): Saved {
  const { tensors, metadata } = decodeSafetensors(bytesAt(path), path, { remedy: ENROL_ANEW });
  checkMetadata(metadata, model, path);
  const names = namesIn(metadata.names, path), size = model.embeddingSize;
  const { embeddings, owners, means } = tensors, rows = owners?.shape[0];
  const fits = isRows(embeddings, [rows, size]) && isRows(means, [names.length, size]) &&
    owners?.dtype === "I32" && owners.shape.length === 1;
  const grouped = fits && byOwner(embeddings.data, owners.data, { names, size });
  if (grouped) return { embeddings: grouped, means: means.data };
  throw new InputError(`${path}: its tensors do not fit each other; ${ENROL_ANEW}`);
}

function checkMetadata(
  metadata: Record<string, string>,
  model: GalleryModel,
  path: string,
): void {
  const { format, format_version, model: checksum } = metadata;
  if (format !== FORMAT) throw new InputError(`${path}: is no gallery; deno task enrol makes one`);
  if (!(Number(format_version) <= VERSION)) {
    throw new InputError(`${path}: is of a newer version (${format_version}); update the library`);
  }
  if (checksum !== model.checksum) {
    throw new InputError(
      `${path}: is of another model (${checksum}, not ${model.checksum}), whose embeddings mean nothing to this one; give its run, or enrol anew`,
    );
  }
}

function isRows(
  tensor: NamedTensor | undefined,
  [rows, size]: [number, number],
): tensor is NamedTensor & { dtype: "F32" } {
  return tensor?.dtype === "F32" && tensor.shape.length === 2 && tensor.shape[0] === rows &&
    tensor.shape[1] === size;
}

/** Each name's rows; undefined if a row is of nobody, or a name has none. */
function byOwner(
  rows: Float32Array,
  owners: Int32Array,
  { names, size }: { names: string[]; size: number },
): Map<string, Float32Array> | undefined {
  const counts = new Uint32Array(names.length);
  for (const owner of owners) {
    if (!(owner in counts)) return undefined;
    counts[owner]++;
  }
  if (counts.includes(0)) return undefined;
  const own = Array.from(counts, (count) => new Float32Array(count * size));
  for (let i = owners.length - 1; i >= 0; i--) {
    own[owners[i]].set(rows.subarray(i * size, (i + 1) * size), --counts[owners[i]] * size);
  }
  return new Map(names.map((name, i) => [name, own[i]]));
}

function namesIn(text: string, path: string): string[] {
  try {
    const names = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === "string")) {
      if (new Set(names).size === names.length) return names;
    }
  } catch {
    // said below
  }
  throw new InputError(`${path}: its names are damaged; ${ENROL_ANEW}`);
}

function bytesAt(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EISDIR") throw new InputError(`${path}: is a folder; give a gallery's file`);
    const why = code === "ENOENT" ? "it does not exist" : systemReason(error);
    throw new InputError(`${path}: cannot read this gallery (${why}); deno task enrol makes one`);
  }
}
