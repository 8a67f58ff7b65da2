/**
 * String tensors: their values are TensorFlow's own strings, which may own memory outside the
 * tensor.
 */
import type { Symbols } from "./symbols.ts";

/** Bytes of a `TF_TString`. */
export const STRING_BYTES = 24;

/** The addresses of a tensor's strings, which are contiguous. */
function* stringsAt(data: Deno.PointerValue, count: number): Generator<Deno.PointerObject> {
  for (let i = 0; i < count; i++) yield Deno.UnsafePointer.offset(data!, i * STRING_BYTES)!;
}

/** Write strings into the memory of a fresh tensor; {@linkcode freeStrings} frees what they own. */
export function writeStrings(c: Symbols, data: Deno.PointerValue, values: Uint8Array[]): void {
  const places = [...stringsAt(data, values.length)];
  values.forEach((value, i) => {
    c.TF_StringInit(places[i]);
    c.TF_StringCopy(places[i], value as Uint8Array<ArrayBuffer>, BigInt(value.length));
  });
}

/** Free what strings own outside their tensor. */
export function freeStrings(c: Symbols, data: Deno.PointerValue, count: number): void {
  for (const place of stringsAt(data, count)) c.TF_StringDealloc(place);
}

/** Read a tensor's strings. */
export function readStrings(c: Symbols, data: Deno.PointerValue, count: number): Uint8Array[] {
  return [...stringsAt(data, count)].map((place) => {
    const bytes = new Uint8Array(Number(c.TF_StringGetSize(place)));
    const start = c.TF_StringGetDataPointer(place);
    if (bytes.length > 0) Deno.UnsafePointerView.copyInto(start!, bytes);
    return bytes;
  });
}
