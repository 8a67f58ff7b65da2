import { Buffer } from "node:buffer";
import type { Figure, PngOptions } from "../types.ts";
import { indexedPng } from "./_png.ts";
import { rasterize } from "./_raster.ts";

const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** What a notebook uses to display a value. */
export interface MediaBundle {
  /** Base64. */
  "image/png": string;
  /** An `img` element with the image embedded. */
  "text/html": string;
}

/** Make a {@linkcode Figure} from stand-alone SVG text. */
export class SvgFigure implements Figure {
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  /** CSS pixels. */
  readonly height: number;

  /** `svg` stands alone; `size` is its width and height in CSS pixels. */
  constructor(svg: string, size: { width: number; height: number }) {
    this.svg = svg;
    this.width = size.width;
    this.height = size.height;
  }

  /**
   * PNG bytes at `scale` pixels per CSS pixel; `indexed` uses 256 colours and a third of the bytes.
   */
  png({ scale = 2, indexed = false }: PngOptions = {}): Uint8Array {
    const raster = rasterize(this.svg, scale);
    return indexed ? indexedPng(raster) : raster.png();
  }

  /**
   * How a Deno notebook displays the figure.
   *
   * The kernel passes no size with a PNG, so the PNG has one pixel per CSS pixel, and the HTML,
   * which front ends prefer if they can show it, has the sharp one at the same size.
   */
  [jupyterDisplay](): MediaBundle {
    const base64 = (scale: number) => Buffer.from(this.png({ scale })).toString("base64");
    const source = `data:image/png;base64,${base64(2)}`;
    return {
      "image/png": base64(1),
      "text/html": `<img width="${this.width}" height="${this.height}" src="${source}">`,
    };
  }
}
