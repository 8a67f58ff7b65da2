import { load } from "./_packages.ts";
import { colorTypes, pngFile } from "./_png_file.ts";
import type { Raster } from "./_raster.ts";

/** What of gifenc is used; the package has no types. */
interface Quantizer {
  quantize(pixels: Uint8Array, colors: number): number[][];
  applyPalette(pixels: Uint8Array, palette: number[][]): Uint8Array;
}

/** A picture in 256 colours as a PNG file: a figure with many dots then takes a third of its bytes. */
export function indexedPng({ pixels, width, height }: Raster): Uint8Array {
  const { quantize, applyPalette } = load("npm:gifenc@1.0.3") as unknown as Quantizer;
  const palette = quantize(pixels, 256);
  return pngFile({
    pixels: applyPalette(pixels, palette),
    width,
    height,
    colorType: colorTypes.indexed,
    palette: Uint8Array.from(palette.flat()),
  });
}
