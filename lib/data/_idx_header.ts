/** The header of an IDX file. */
import { InputError } from "../errors.ts";
import { GET_AGAIN } from "./_gunzip.ts";
import { bytesPer, type NumberType } from "./_numbers.ts";
import { damageOf, whatItIs } from "./not_data.ts";

/** What the third byte says about the numbers in the file. */
const TYPES: Record<number, NumberType> = {
  0x08: "uint8",
  0x09: "int8",
  0x0b: "int16",
  0x0c: "int32",
  0x0d: "float32",
  0x0e: "float64",
};

/** The first four bytes, as one number, of the classic files: uint8 labels or images. */
const CLASSIC = { labels: 0x0801, images: 0x0803 };

/** What a file is to hold. */
export type Wanted = keyof typeof CLASSIC;

/** What comes before the numbers. */
export interface IdxHeader {
  type: NumberType;
  /** `[N, …]`. */
  dimensions: number[];
  /** Bytes of the header. */
  headerLength: number;
  /** Bytes of all numbers. */
  bodyLength: number;
}

/**
 * Read the header.
 *
 * @param wanted What the file is to hold.
 * @throws {InputError} No IDX file, or one of other numbers.
 */
export function headerOf(file: Uint8Array, source: string, wanted: Wanted): IdxHeader {
  checkStart(file, source);
  const type = TYPES[file[2]], count = file[3], headerLength = 4 + 4 * count;
  if (!type || !(wanted === "images" ? isImages(count) : isLabels(type, count))) {
    throw new InputError(
      `${source}: ${meaningOf(type, count)} where ${wanted} belong (magic number ${
        file[2] * 256 + count
      }, not ${CLASSIC[wanted]}); check that files were not swapped or renamed`,
    );
  }
  if (file.length < headerLength) {
    throw new InputError(
      `${source}: cut short inside its header, after ${file.length} bytes; ${GET_AGAIN}`,
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const dimensions = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i));
  const bodyLength = dimensions.reduce((product, side) => product * side, bytesPer(type));
  return { type, dimensions, headerLength, bodyLength };
}

/** `[N, H, W]` or `[N, H, W, C]`. */
function isImages(dimensionCount: number): boolean {
  return dimensionCount === 3 || dimensionCount === 4;
}

/** `[N]`, or `[N, K]` with the class first: QMNIST's labels say more of each image. */
function isLabels(type: NumberType, dimensionCount: number): boolean {
  return dimensionCount === 1
    ? !type.startsWith("float")
    : dimensionCount === 2 && type === "int32";
}

function checkStart(file: Uint8Array, source: string) {
  if (file.length === 0) throw new InputError(`${source}: the file is empty; ${GET_AGAIN}`);
  if (file.length >= 4 && file[0] === 0 && file[1] === 0 && file[2] !== 0) return;
  const what = whatItIs(file, source);
  if (what) throw new InputError(`${source}: is ${what}`);
  const start = Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  throw new InputError(
    `${source}: neither gzip nor IDX (it begins with the bytes ${start.join(" ")}); ${GET_AGAIN}`,
  );
}

function meaningOf(type: NumberType | undefined, dimensionCount: number): string {
  if (!type) return "numbers of unknown type";
  if (type === "uint8" && dimensionCount === 1) return "labels";
  if (type === "uint8" && dimensionCount === 3) return "images";
  return `${type} numbers in ${dimensionCount} dimension${dimensionCount === 1 ? "" : "s"}`;
}

/**
 * Compare the header with the bytes that are there.
 *
 * @throws {InputError} Fewer or more; a set without images or labels.
 */
export function checkLength(
  file: Uint8Array,
  { dimensions, headerLength, bodyLength }: IdxHeader,
  source: string,
  wanted: Wanted,
): void {
  const actual = file.length - headerLength;
  if (actual !== bodyLength) {
    const fault = actual < bodyLength ? "cut short" : "too long", damage = damageOf(file);
    throw new InputError(
      `${source}: ${fault}: its dimensions ${
        dimensions.join("×")
      } need ${bodyLength} bytes after the header, it has ${actual}; ${
        damage ? `it is ${damage}` : GET_AGAIN
      }`,
    );
  }
  if (dimensions[0] === 0) {
    throw new InputError(`${source}: holds no ${wanted}; use a data set with at least one image`);
  }
}
