import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";
import { load } from "./_packages.ts";
import type { Raster } from "./_raster.ts";

/** The W3C PNG specification's colour types in use, 8 bits each. */
const colorTypes = { gray: 0, color: 2, indexed: 3 };
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A greyscale image as a PNG file.
 *
 * @param pixels width · height bytes, row by row, 0 = black.
 */
export function grayPng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  return pngFile(pixels, { width, height, colorType: colorTypes.gray });
}

/**
 * A colour image as a PNG file.
 *
 * @param pixels width · height · 3 bytes, row by row.
 */
export function colorPng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  return pngFile(pixels, { width, height, colorType: colorTypes.color });
}

/**
 * An image in 256 colours as a PNG file: a figure with many dots then takes a third of the bytes.
 */
export function indexedPng({ pixels, width, height }: Raster): Uint8Array {
  const { quantize, applyPalette } = load("gifenc"), palette = quantize(pixels, 256);
  return pngFile(applyPalette(pixels, palette), {
    width,
    height,
    colorType: colorTypes.indexed,
    palette,
  });
}

/** An image with one byte per pixel, three in colour; `palette` has RGB for each. */
function pngFile(
  pixels: Uint8Array,
  { width, height, colorType, palette }: {
    width: number;
    height: number;
    colorType: number;
    palette?: number[][];
  },
): Uint8Array {
  const line = width * (colorType === colorTypes.color ? 3 : 1);
  const rows = Buffer.alloc((line + 1) * height); // Each row starts with its filter type: 0, none.
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * line, (y + 1) * line), y * (line + 1) + 1);
  }
  const header = [...bigEndian(width), ...bigEndian(height), 8, colorType, 0, 0, 0];
  return Buffer.concat([
    Buffer.from(signature),
    chunk("IHDR", Buffer.from(header)),
    ...(palette ? [chunk("PLTE", Buffer.from(palette.flat()))] : []),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  return Buffer.concat([bigEndian(data.length), named, bigEndian(crc32(named))]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
