/** Draws images of a character, each varied by seed: many on one sheet, which is then cut up. */
import { type Random, seededRandom } from "../random.ts";
import type { Font, Step } from "./_fonts.ts";
import { boundsOf, pointsOf } from "./_glyphs.ts";

/** Draws sheets: the part of `@resvg/resvg-js` in use. */
export type Rasterizer = (svg: string) => Uint8Array;

/** Images along a side of a sheet: hundreds at once are drawn ten times as fast as one by one. */
const COLUMNS = 20, PER_SHEET = COLUMNS * COLUMNS;

/** How images vary. Lengths are shares of an image's side. */
const VARIATION = {
  turn: Math.PI / 18, // either way
  shear: 0.15, // either way
  smallest: 0.75, // of the size that just fits
  move: 0.08, // either way, where there is room
  stroke: [-0.01, 0.025], // added to all lines
  blur: 0.2, // of a pixel's light, to each neighbour at most
  margin: 1 / 16, // left free all round
};

/** A stream of random numbers of its own. */
const STREAM = 47;

/** What draws sheets, loaded with the first one: importing the library should not cost it. */
export async function loadRasterizer(): Promise<Rasterizer> {
  const { Resvg } = await import("npm:@resvg/resvg-js@2.6.2");
  return (svg) =>
    new Resvg(svg, { background: "black", font: { loadSystemFonts: false } }).render().pixels;
}

/**
 * Draw the first images of a character, white on black. An image depends on the seed, the character
 * and its own number alone, as its place on a sheet does: rounding might tell places apart.
 *
 * @param codePoint The character; all of `fonts` have it.
 * @param options `count` images of `size` · `size` pixels.
 * @returns `[count, size, size, 1]` bytes.
 */
export function drawCharacter(
  codePoint: number,
  { fonts, rasterize, count, size, seed }: {
    fonts: readonly Font[];
    rasterize: Rasterizer;
    count: number;
    size: number;
    seed: number;
  },
): Uint8Array {
  const outlines = fonts.map((font) => font.outline(codePoint)).filter(({ length }) => length > 0);
  const images = new Uint8Array(count * size * size);
  for (let start = 0; start < count; start += PER_SHEET) {
    const randoms = Array.from(
      { length: Math.min(PER_SHEET, count - start) },
      (_, k) => seededRandom(seed, STREAM, codePoint, start + k),
    );
    const pixels = rasterize(sheetOf(outlines, randoms, size));
    randoms.forEach((random, k) => {
      const image = images.subarray((start + k) * size * size, (start + k + 1) * size * size);
      cut(pixels, { k, size, image });
      blur(image, size, VARIATION.blur * random());
    });
  }
  return images;
}

function sheetOf(outlines: Step[][], randoms: Random[], size: number): string {
  const glyphs = outlines.map(glyphOf);
  const paths = randoms.map((random, k) => {
    const glyph = glyphs[Math.floor(random() * glyphs.length)];
    return varied(glyph, random, { size, x: (k % COLUMNS) * size, y: rowOf(k) * size });
  });
  const width = COLUMNS * size, height = (rowOf(randoms.length - 1) + 1) * size;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${
    paths.join("")
  }</svg>`;
}

const rowOf = (k: number) => Math.floor(k / COLUMNS);

function glyphOf(outline: Step[]) {
  const data = outline.map((step) => step.type + pointsOf([step]).flat().join(" ")).join("");
  return { data, points: pointsOf(outline) };
}

/** A glyph turned, sheared, scaled, moved, and thicker or thinner, as an SVG path. */
function varied(
  { data, points }: ReturnType<typeof glyphOf>,
  random: Random,
  { size, x, y }: { size: number; x: number; y: number },
): string {
  const { smallest, move, margin, stroke: [thinner, thicker] } = VARIATION;
  const [a, b, c, d] = turned(random);
  const [left, right, top, bottom] = boundsOf(
    points.map(([x, y]) => [a * x + c * y, b * x + d * y]),
  );
  const stroke = size * between(thinner, thicker, random);
  const room = size * (1 - 2 * margin) - Math.max(0, stroke);
  const scale = between(smallest, 1, random) * room / Math.max(right - left, bottom - top);
  const placed = (least: number, most: number) => {
    const free = Math.min(size * move, (room - scale * (most - least)) / 2);
    return size / 2 - scale * (least + most) / 2 + between(-free, free, random);
  };
  const shift = [x + placed(left, right), y + placed(top, bottom)];
  const matrix = [...[a, b, c, d].map((part) => (scale * part).toFixed(7)), ...shift].join(" ");
  return `<path d="${data}" transform="matrix(${matrix})" fill="#fff" ` +
    `stroke="${stroke > 0 ? "#fff" : "#000"}" stroke-linejoin="round" ` +
    `stroke-width="${(Math.abs(stroke) / scale).toFixed(2)}"/>`;
}

const between = (least: number, most: number, random: Random) => least + (most - least) * random();

/** A shear, a turn and a flip, as font units count upwards: [a, b, c, d] of an SVG matrix. */
function turned(random: Random): [number, number, number, number] {
  const turn = between(-VARIATION.turn, VARIATION.turn, random);
  const shear = between(-VARIATION.shear, VARIATION.shear, random);
  const cos = Math.cos(turn), sin = Math.sin(turn);
  return [cos, sin, shear * cos + sin, shear * sin - cos];
}

/** Copy image k from a sheet's RGBA pixels. */
function cut(
  pixels: Uint8Array,
  { k, size, image }: { k: number; size: number; image: Uint8Array },
): void {
  for (let row = 0; row < size; row++) {
    const start = (rowOf(k) * size + row) * COLUMNS * size + (k % COLUMNS) * size;
    for (let column = 0; column < size; column++) {
      image[row * size + column] = pixels[4 * (start + column)];
    }
  }
}

/** Spread a share of each pixel to its neighbours, across and then down. */
function blur(image: Uint8Array, size: number, share: number): void {
  for (const [step, line] of [[1, size], [size, 1]]) {
    for (let k = 0; k < size; k++) {
      let before = 0;
      for (let i = k * line, end = i + size * step; i < end; i += step) {
        const own = image[i], after = i + step < end ? image[i + step] : 0;
        image[i] = Math.round(own + share * (before + after - 2 * own));
        before = own;
      }
    }
  }
}
