/** A gallery as a safetensors file. */
import { InputError } from "../errors.ts";
import { errorCode, readFileSync, systemReason } from "../platform.ts";
import { decodeSafetensors, encodeSafetensors } from "../training/files/safetensors.ts";
import { writeFileAtomically } from "../training/mod.ts";

/** What tells a gallery from other files, and its version. */
const FORMAT = "margin-losses gallery", VERSION = 1;

interface GalleryModel {
  checksum: string;
  embeddingSize: number;
}

/** Write names and their embeddings, atomically. */
export function writeGallery(
  path: string,
  { model, embeddings, means }: {
    model: GalleryModel;
    embeddings: ReadonlyMap<string, Float32Array>;
    means: Float32Array;
  },
): void {
  const size = model.embeddingSize, names = [...embeddings.keys()];
  const rows = [...embeddings.values()];
  const owners = rows.flatMap((own, i) => new Array(own.length / size).fill(i));
  const all = joined(rows);
  const bytes = encodeSafetensors({
    means: { dtype: "F32", shape: [names.length, size], data: means },
    embeddings: { dtype: "F32", shape: [owners.length, size], data: all },
    owners: { dtype: "I32", shape: [owners.length], data: Int32Array.from(owners) },
  }, {
    ...{ format: FORMAT, format_version: String(VERSION), model: model.checksum },
    names: JSON.stringify(names),
  });
  writeFileAtomically(path, bytes);
}

function joined(rows: Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const own of rows) {
    all.set(own, at);
    at += own.length;
  }
  return all;
}

/**
 * Names and their embeddings, in their order.
 *
 * @throws {InputError} The file is missing, damaged, no gallery, newer, or of another model.
 */
export function readGallery(path: string, model: GalleryModel): Map<string, Float32Array> {
  const { tensors, metadata } = decodeSafetensors(bytesAt(path), path);
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
  const names = namesIn(metadata.names, path), { embeddings, owners } = tensors;
  const size = model.embeddingSize, found = new Map(names.map((name) => [name, [] as number[]]));
  const fits = embeddings?.dtype === "F32" && embeddings.shape[1] === size &&
    owners?.dtype === "I32" && owners.shape[0] === embeddings.shape[0];
  if (!fits) throw new InputError(`${path}: its tensors do not fit each other; enrol anew`);
  owners.data.forEach((owner, i) => {
    for (let d = 0; d < size; d++) found.get(names[owner])?.push(embeddings.data[i * size + d]);
  });
  return new Map([...found].map(([name, numbers]) => [name, Float32Array.from(numbers)]));
}

function namesIn(text: string, path: string): string[] {
  try {
    const names = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  } catch {
    // said below
  }
  throw new InputError(`${path}: its names are damaged; enrol anew`);
}

function bytesAt(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = errorCode(error) === "ENOENT" ? "it does not exist" : systemReason(error);
    throw new InputError(`${path}: cannot read this gallery (${why}); deno task enrol makes one`);
  }
}
