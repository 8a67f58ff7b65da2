/** Pixels of image files: all at once, or those that are asked for. */
import { BrokenDataError } from "../errors.ts";
import type { Target } from "./_decode.ts";
import type { DecodedCache } from "./_decoded_cache.ts";
import type { Decoders } from "./decoders.ts";

/** Where pixels come from. */
export interface ImageSource {
  paths: string[];
  target: Target;
  decoders: Decoders;
  cache?: DecodedCache;
}

/**
 * Read images by their numbers, from the cache where they are, else from their files.
 *
 * @throws {InputError} A file whose body is broken: it is named.
 */
export async function readImages(
  source: ImageSource,
  indices: ArrayLike<number>,
): Promise<Uint8Array> {
  const { paths, target, decoders, cache } = source;
  const [height, width, channels] = target.imageShape, size = height * width * channels;
  const bytes = new Uint8Array(indices.length * size), missing: number[] = [];
  for (let row = 0; row < indices.length; row++) {
    const kept = cache?.get(indices[row]);
    if (kept) bytes.set(kept, row * size);
    else missing.push(row);
  }
  if (missing.length === 0) return bytes;
  const wanted = missing.map((row) => paths[indices[row]]);
  const { pixels, faults } = await decoders.all({ paths: wanted, target });
  if (faults.length > 0) throw brokenBody(wanted[faults[0][0]], faults[0][1]);
  missing.forEach((row, i) => {
    const image = pixels!.subarray(i * size, (i + 1) * size);
    bytes.set(image, row * size);
    cache?.put(indices[row], image);
  });
  return bytes;
}

const AT_ONCE = 1000;

/**
 * Read all images into memory.
 *
 * @returns Their bytes; and which are broken, with the reason, in place of an error.
 */
export async function readAllImages(
  { paths, target, decoders }: ImageSource,
): Promise<{ bytes: Uint8Array; broken: Map<number, string> }> {
  const [height, width, channels] = target.imageShape, size = height * width * channels;
  const bytes = new Uint8Array(paths.length * size), broken = new Map<number, string>();
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const part = paths.slice(from, from + AT_ONCE);
    const { pixels, faults } = await decoders.all({ paths: part, target });
    bytes.set(pixels!, from * size);
    for (const [index, reason] of faults) broken.set(from + index, reason);
  }
  return { bytes, broken };
}

/** An image that its header promised. */
export function brokenBody(path: string, reason: string): BrokenDataError {
  return new BrokenDataError(
    `${path}: cannot be decoded (${reason}); put a whole file in its place, or remove it`,
  );
}
