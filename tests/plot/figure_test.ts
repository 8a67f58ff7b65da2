import {
  assert,
  assertEquals,
  assertGreater,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { rasterize } from "../../lib/plot/_raster.ts";
import { type MediaBundle, plotBars, SvgFigure } from "../../lib/plot/mod.ts";

const namespace = 'xmlns="http://www.w3.org/2000/svg"';

/** A figure of one line of text. */
function textFigure(text: string): SvgFigure {
  const svg = `<svg ${namespace} width="60" height="30" font-family="DejaVu Sans, sans-serif">` +
    `<rect width="60" height="30" fill="white"/><text x="10" y="20" font-size="16">${text}</text></svg>`;
  return new SvgFigure(svg, { width: 60, height: 30 });
}

/** Whole numbers at their place in a PNG's header. */
function pngSize(bytes: Uint8Array): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

function darkPixels(text: string): number {
  const { pixels } = rasterize(textFigure(text).svg, 2);
  let dark = 0;
  for (let k = 0; k < pixels.length; k += 4) if (pixels[k] < 128) dark++;
  return dark;
}

Deno.test("Figure.svg stands alone: namespace, fonts, white ground, no style sheet", () => {
  const { svg, width, height } = plotBars({ a: [1, 2] }, { title: "a < b & c" });
  assert(svg.startsWith(`<svg ${namespace}`));
  assertStringIncludes(svg, 'font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"');
  assertStringIncludes(svg, `<rect width="${width}" height="${height}" fill="white"/>`);
  assertStringIncludes(svg, "a &lt; b &amp; c");
  assert(!svg.includes("<style"));
});

Deno.test("Figure.png() has two pixels a CSS pixel, or as many as asked for", () => {
  const figure = textFigure("7");
  assertEquals(pngSize(figure.png()), [120, 60]);
  assertEquals(pngSize(figure.png({ scale: 1 })), [60, 30]);
  assertEquals(pngSize(figure.png({ scale: 3 })), [180, 90]);
  assertThrows(() => figure.png({ scale: 0 }), RangeError, "scale is 0");
});

Deno.test("Figure.png() draws text, bold text, Greek letters and mathematical signs", () => {
  assertEquals(darkPixels(""), 0);
  const missing = darkPixels("\u{10fffd}"); // No font has this: the box that stands for what is missing.
  for (const sign of ["7", "θ", "λ", "α", "°", "·", "≤", "≥", "−", "→", "W₃", "π"]) {
    assertGreater(darkPixels(sign), 4, `${sign} is not drawn`);
    assertNotEquals(
      textFigure(sign).png(),
      textFigure("\u{10fffd}").png(),
      `${sign} is drawn as missing (${missing})`,
    );
  }
  assertGreater(darkPixels('<tspan font-weight="bold">8</tspan>'), darkPixels("8"));
});

Deno.test("Figure shows itself in a notebook as a PNG of normal size and as HTML with a sharp one", () => {
  const figure = textFigure("7");
  const show =
    (figure as unknown as Record<symbol, () => MediaBundle>)[Symbol.for("Jupyter.display")];
  const bundle = show.call(figure);
  const decoded = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  assertEquals(pngSize(decoded(bundle["image/png"])), [60, 30]);
  const html = bundle["text/html"];
  assertStringIncludes(html, '<img width="60" height="30" src="data:image/png;base64,');
  assertEquals(pngSize(decoded(html.split("base64,")[1].split('"')[0])), [120, 60]);
});
