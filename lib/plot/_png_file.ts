import { crc32, deflateSync } from "node:zlib";

/** Colour types of the W3C PNG specification that we write, 8 bits each. */
export const colorTypes = { gray: 0, indexed: 3 } as const;

/** What stands in a PNG file. */
export interface PngContent {
  /** width · height bytes, row by row. */
  pixels: Uint8Array;
  width: number;
  height: number;
  colorType: typeof colorTypes[keyof typeof colorTypes];
  /** RGB of each index, three bytes each. */
  palette?: Uint8Array;
}

/** A picture of one byte a pixel as a PNG file. */
export function pngFile({ pixels, width, height, colorType, palette }: PngContent): Uint8Array {
  const rows = new Uint8Array((width + 1) * height); // Each row begins with its filter: 0, none.
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, colorType], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return joined([
    signature,
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const length = new Uint8Array(4), check = new Uint8Array(4);
  const named = joined([new TextEncoder().encode(name), data]);
  new DataView(length.buffer).setUint32(0, data.length);
  new DataView(check.buffer).setUint32(0, crc32(named));
  return joined([length, named, check]);
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
