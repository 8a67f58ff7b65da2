/** The bytes of NumPy's files, each of which can be wrong in one way. */
import { zipSync } from "npm:fflate@0.8.2";

export type Files = Record<string, Uint8Array>;

/** A `.npy` file as NumPy writes it: header padded to a multiple of 64 bytes. */
export function npy(
  descr: string,
  shape: number[],
  body: Uint8Array,
  { version = 1, fortran = false } = {},
): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const from = version === 1 ? 10 : 12;
  const order = fortran ? "True" : "False";
  const text = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${tuple}, }`;
  const length = Math.ceil((from + text.length + 1) / 64) * 64 - from;
  const file = new Uint8Array(from + length + body.length), view = new DataView(file.buffer);
  file.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0]);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  file.set(new TextEncoder().encode(text.padEnd(length - 1) + "\n"), from);
  file.set(body, from + length);
  return file;
}

const write = {
  b1: [1, (view: DataView, at: number, value: number) => view.setUint8(at, value)],
  u1: [1, (view: DataView, at: number, value: number) => view.setUint8(at, value)],
  i1: [1, (view: DataView, at: number, value: number) => view.setInt8(at, value)],
  u2: [
    2,
    (view: DataView, at: number, value: number, le: boolean) => view.setUint16(at, value, le),
  ],
  i2: [2, (view: DataView, at: number, value: number, le: boolean) => view.setInt16(at, value, le)],
  u4: [
    4,
    (view: DataView, at: number, value: number, le: boolean) => view.setUint32(at, value, le),
  ],
  i4: [4, (view: DataView, at: number, value: number, le: boolean) => view.setInt32(at, value, le)],
  u8: [
    8,
    (view: DataView, at: number, value: number, le: boolean) =>
      view.setBigUint64(at, BigInt(value), le),
  ],
  i8: [
    8,
    (view: DataView, at: number, value: number, le: boolean) =>
      view.setBigInt64(at, BigInt(value), le),
  ],
  f4: [
    4,
    (view: DataView, at: number, value: number, le: boolean) => view.setFloat32(at, value, le),
  ],
  f8: [
    8,
    (view: DataView, at: number, value: number, le: boolean) => view.setFloat64(at, value, le),
  ],
} as const;

/** An array of numbers: `<i8`, `|u1`, `>f4`. */
export function array(descr: string, shape: number[], values: number[], options = {}): Uint8Array {
  const [size, set] = write[descr.slice(1) as keyof typeof write];
  const body = new Uint8Array(size * values.length), view = new DataView(body.buffer);
  values.forEach((value, i) => set(view, size * i, value, descr[0] !== ">"));
  return npy(`'${descr}'`, shape, body, options);
}

/** An `.npz` file: stored, as by `numpy.savez`, or deflated, as by `savez_compressed`. */
export function npz(arrays: Files, level: 0 | 6 = 0): Uint8Array {
  const named = Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]);
  return zipSync(Object.fromEntries(named), { level });
}

export const upTo = (length: number) => Array.from({ length }, (_, i) => i);

/** Keras' `mnist.npz`, of 2×3 pixels. */
export const keras = (): Files => ({
  x_test: array("|u1", [1, 2, 3], [6, 5, 4, 3, 2, 1]),
  x_train: array("|u1", [2, 2, 3], upTo(12)),
  y_test: array("|u1", [1], [1]),
  y_train: array("|u1", [2], [0, 2]),
});
