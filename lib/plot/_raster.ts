import { fontFiles, load } from "./_packages.ts";

/** A rendered image. */
export interface Raster {
  /** RGBA bytes, row by row. */
  pixels: Uint8Array;
  width: number;
  height: number;
  /** The same as a PNG file. */
  png(): Uint8Array;
}

/**
 * Rasterise SVG text, with the same fonts on every machine.
 *
 * @param svg Stand-alone SVG text.
 * @param scale Pixels per CSS pixel.
 */
export function rasterize(svg: string, scale: number): Raster {
  if (!(scale > 0 && scale <= 16)) {
    throw new RangeError(`png: scale is ${scale}, it must lie in (0, 16]`);
  }
  const { Resvg } = load("resvg");
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    // Without a font file, resvg silently omits text.
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
  }).render();
  return {
    pixels: image.pixels,
    width: image.width,
    height: image.height,
    png: () => image.asPng(),
  };
}
