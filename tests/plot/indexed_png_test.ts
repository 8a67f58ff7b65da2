import { assert, assertEquals, assertLess } from "@std/assert";
import { load } from "../../lib/plot/_packages.ts";
import { plotEmbeddings } from "../../lib/plot/mod.ts";

/** RGBA of a PNG, through the renderer that draws the figures. */
function pixelsOf(
  png: Uint8Array,
  { width, height }: { width: number; height: number },
): Uint8Array {
  const { Resvg } = load("resvg");
  const picture =
    `<image width="${width}" height="${height}" href="data:image/png;base64,${png.toBase64()}"/>`;
  return new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${picture}</svg>`,
  )
    .render().pixels;
}

const labels = Int32Array.from({ length: 3000 }, (_, i) => i % 10);
const embeddings = Float32Array.from(
  { length: 6000 },
  (_, k) => Math.sin(k * k) * (1 + labels[k >> 1]),
);
const figure = plotEmbeddings({
  embeddings,
  embeddingSize: 2,
  labels,
  predicted: labels,
  classes: 10,
}, { width: 300 });

Deno.test("png({ indexed }) is smaller and looks the same", () => {
  const [full, indexed] = [figure.png(), figure.png({ indexed: true })];
  assertLess(indexed.length, full.length / 2);
  const size = { width: 2 * figure.width, height: 2 * figure.height };
  const [a, b] = [full, indexed].map((png) => pixelsOf(png, size));
  assertEquals(a.length, b.length);
  const difference = a.reduce((sum, value, k) => sum + Math.abs(value - b[k]), 0) / a.length;
  assertLess(difference, 3); // of 255
  assert(a.some((value) => value < 250), "nothing was drawn");
});
