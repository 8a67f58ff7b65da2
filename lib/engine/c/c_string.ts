/** Text as C has it: bytes that end with a zero. */

const encoder = new TextEncoder();
const known = new Map<string, Uint8Array<ArrayBuffer>>();

/** A name of an op, attribute or device for C; kept, because they come again with every step. */
export function cName(name: string): Uint8Array<ArrayBuffer> {
  const bytes = known.get(name) ?? encoder.encode(`${name}\0`);
  known.set(name, bytes);
  return bytes;
}

/** What a C string says. */
export function textAt(address: Deno.PointerValue): string {
  return address === null ? "" : new Deno.UnsafePointerView(address).getCString();
}
