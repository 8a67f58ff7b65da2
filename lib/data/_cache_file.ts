/** A file of a cache, read and written anywhere in it. */
import fs from "node:fs";
import { isLinkSync } from "../platform.ts";

/** A file that is read and written anywhere. */
export interface RandomAccess {
  /** Shorter at the file's end. */
  read(at: number, length: number): Uint8Array;
  /** Whether it could be written. */
  write(at: number, bytes: Uint8Array): boolean;
}

/** Open a file of a cache, made with its folder if missing; undefined where nothing can be kept. */
export function openCacheFile(folder: string, name: string): RandomAccess | undefined {
  try {
    fs.mkdirSync(folder, { recursive: true });
    if (isLinkSync(`${folder}/${name}`)) return undefined;
    return randomAccess(
      fs.openSync(`${folder}/${name}`, fs.constants.O_RDWR | fs.constants.O_CREAT),
    );
  } catch {
    return undefined; // a cache is a convenience
  }
}

function randomAccess(file: number): RandomAccess {
  return {
    read(at, length) {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, fs.readSync(file, bytes, 0, length, at));
    },
    write(at, bytes) {
      try {
        return fs.writeSync(file, bytes, 0, bytes.length, at) === bytes.length;
      } catch {
        return false;
      }
    },
  };
}
