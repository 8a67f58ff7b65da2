/**
 * Decoded images in a file of the user's cache, so that later epochs read bytes in place of
 * decoding. `deno task setup --remove` takes it away with the rest.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { openCacheFile, type RandomAccess } from "./_cache_file.ts";

/** A record: the images' bytes, and before them their checksum, which zeros do not fit. */
export class DecodedCache {
  readonly #file: RandomAccess;
  readonly #size: number;

  private constructor(file: RandomAccess, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /**
   * @param folder Where; made if it is missing.
   * @param key What the images are: files, shape, decoder.
   * @param size Bytes of an image.
   * @returns Undefined where nothing can be written.
   */
  static open(
    folder: string,
    { key, size }: { key: string; size: number },
  ): DecodedCache | undefined {
    const name = `decoded-${createHash("sha256").update(key).digest("hex").slice(0, 32)}.bin`;
    const file = openCacheFile(folder, name);
    return file && new DecodedCache(file, size);
  }

  /** The image's bytes, where they are here and whole. */
  get(index: number): Uint8Array | undefined {
    const record = this.#file.read(index * (this.#size + 4), this.#size + 4);
    if (record.length < this.#size + 4) return undefined;
    const bytes = record.subarray(4);
    return crc32(bytes) === new DataView(record.buffer).getUint32(0) ? bytes : undefined;
  }

  /** Keep an image. A full disk keeps none, and is no fault. */
  put(index: number, bytes: Uint8Array): void {
    const record = new Uint8Array(this.#size + 4);
    new DataView(record.buffer).setUint32(0, crc32(bytes));
    record.set(bytes, 4);
    this.#file.write(index * record.length, record);
  }
}
