/**
 * NumPy's array files: a mark, a version, the length of a header, the header as a Python literal,
 * and the numbers.
 *
 * Source: NumPy's manual, "numpy.lib.format", versions 1.0 to 3.0.
 */
import { InputError } from "../errors.ts";
import { GET_AGAIN } from "./_gunzip.ts";
import { bytesPer, type Numbers, numbersFrom, type NumberType } from "./_numbers.ts";
import { whatItIs } from "./not_data.ts";

/** What a header says. */
export interface NpyHeader {
  shape: number[];
  /** Undefined for what is not read: then `fault` says why. */
  type?: NumberType;
  /** Completes "the array is …". */
  fault?: string;
  littleEndian: boolean;
  /** Bytes of the header. */
  headerLength: number;
  /** Bytes of the whole file; 0 with a fault. */
  length: number;
}

const MARK = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

const TYPES: Record<string, NumberType> = {
  ...{ b1: "bool", u1: "uint8", i1: "int8", u2: "uint16", i2: "int16", u4: "uint32", i4: "int32" },
  ...{ u8: "uint64", i8: "int64", f4: "float32", f8: "float64" },
};

/** Names of what is not read, by the first letter of its type. */
const OTHERS: Record<string, string> = {
  O: "of Python objects (pickled), which may run code",
  ...{ U: "of text", S: "of text", c: "of complex numbers", M: "of dates", m: "of times" },
  ...{ V: "of records", f: "of floats other than 32 and 64 bits" },
};

/**
 * Read the header.
 *
 * @param start The file's first bytes.
 * @throws {InputError} No such file, or a damaged one.
 */
export function npyHeaderOf(start: Uint8Array, source: string): NpyHeader {
  if (!MARK.every((byte, i) => start[i] === byte)) {
    throw new InputError(`${source}: is ${whatItIs(start, source) ?? "no NumPy array"}`);
  }
  const { headerLength, text } = textOf(start, source);
  const [, descr] = /'descr': *('[^']*'|\[)/.exec(text) ?? [];
  const [, order] = /'fortran_order': *(True|False)/.exec(text) ?? [];
  const [, sides] = /'shape': *\(([\d, L]*)\)/.exec(text) ?? [];
  if (!descr || !order || sides === undefined) {
    throw new InputError(`${source}: its header is damaged; ${GET_AGAIN}`);
  }
  const shape = (sides.match(/\d+/g) ?? []).map(Number);
  const { type, fault, littleEndian } = typeFrom(descr);
  const isFortran = order === "True" && shape.length > 1;
  const length = type && shape.reduce((product, side) => product * side, bytesPer(type));
  return {
    shape,
    littleEndian,
    headerLength,
    ...(isFortran || !type
      ? { fault: fault ?? "in Fortran's order", length: 0 }
      : { type, length: headerLength + length! }),
  };
}

/** Version 1 has a length of two bytes, later ones of four. */
function textOf(start: Uint8Array, source: string): { headerLength: number; text: string } {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength), version = start[6];
  if (!(version >= 1 && version <= 3)) {
    throw new InputError(
      `${source}: is a NumPy array of version ${version}, and 1 to 3 are known; write it with numpy.savez`,
    );
  }
  const from = version === 1 ? 10 : 12;
  const length = start.length < from
    ? Infinity
    : version === 1
    ? view.getUint16(8, true)
    : view.getUint32(8, true);
  const headerLength = from + length;
  if (start.length < headerLength) {
    throw new InputError(`${source}: cut short inside its header; ${GET_AGAIN}`);
  }
  return { headerLength, text: new TextDecoder().decode(start.subarray(from, headerLength)) };
}

/** @param descr Such as `'<f4'`; `[` begins the fields of records. */
function typeFrom(descr: string): { type?: NumberType; fault?: string; littleEndian: boolean } {
  const [, order, code] = /^'([<>|=]?)(.*)'$/.exec(descr) ?? [, "", "V"];
  const littleEndian = order !== ">";
  if (Object.hasOwn(TYPES, code)) return { type: TYPES[code], littleEndian };
  return {
    fault: OTHERS[code[0]] ?? `of the unknown type ${JSON.stringify(code.slice(0, 20))}`,
    littleEndian,
  };
}

/**
 * Read the numbers, first dimension slowest.
 *
 * @throws {InputError} An array that is not read, or of another length than its header says.
 */
export function npyNumbers(bytes: Uint8Array, header: NpyHeader, source: string): Numbers {
  const { type, littleEndian, headerLength } = header;
  if (!type) throw unreadError(header, source);
  checkSize(bytes.length, header, source);
  return numbersFrom(bytes.subarray(headerLength), type, { littleEndian });
}

/** Why an array is not read. */
export function unreadError({ fault }: NpyHeader, source: string): InputError {
  return new InputError(
    `${source}: is an array ${fault}; save it as plain numbers (numpy.ascontiguousarray)`,
  );
}

/**
 * Compare the header with the bytes that are there, or that an archive's table promises.
 *
 * @throws {InputError} Fewer or more.
 */
export function checkSize(actual: number, { shape, length }: NpyHeader, source: string): void {
  if (actual === length) return;
  throw new InputError(
    `${source}: ${actual < length ? "cut short" : "too long"}: its shape ${
      shape.join("×")
    } needs ${length} bytes with the header, it has ${actual}; ${GET_AGAIN}`,
  );
}
