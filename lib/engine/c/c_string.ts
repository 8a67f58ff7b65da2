/** C strings: bytes that end with a zero. */

const encoder = new TextEncoder();
const known = new Map<string, Uint8Array<ArrayBuffer>>();

/** The name of an op, attribute or device for C; cached, because every step uses the same ones. */
export function cName(name: string): Uint8Array<ArrayBuffer> {
  const bytes = known.get(name) ?? encoder.encode(`${name}\0`);
  known.set(name, bytes);
  return bytes;
}

/** A C string's text. */
export function textAt(address: Deno.PointerValue): string {
  return address === null ? "" : new Deno.UnsafePointerView(address).getCString();
}
