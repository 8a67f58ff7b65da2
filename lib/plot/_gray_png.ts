import { colorTypes, pngFile } from "./_png_file.ts";

/**
 * A grey picture as a PNG file.
 *
 * @param pixels width · height bytes, row by row, 0 = black.
 */
export function grayPng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  return pngFile({ pixels, width, height, colorType: colorTypes.gray });
}
