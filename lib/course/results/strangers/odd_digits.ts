/** Twenty images for a model of digits that nobody in MNIST wrote: other pens, fonts, papers; and what is no digit. */
import { join } from "node:path";
import sharp from "npm:sharp@0.34.5";
import { root } from "../../root.ts";
import { seededRandom } from "../../../random.ts";
import { rasterize } from "../../../plot/_raster.ts";
import { cat, type OddDigit, oddDigits } from "./odd_drawings.ts";

/** Where they are kept. */
export const ODD_DIGITS = join(root, "data", "odd-digits");

/** Side of an image, pixels. */
const SIDE = 200;

/**
 * Draw them into a folder.
 *
 * @returns The files, in the order of {@linkcode oddDigits}.
 */
export async function drawOddDigits(folder: string): Promise<string[]> {
  await Deno.mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const [i, odd] of oddDigits.entries()) {
    const path = join(
      folder,
      `${String(i + 1).padStart(2, "0")}-${odd.name}.${odd.photo ? "jpg" : "png"}`,
    );
    await Deno.writeFile(path, odd.photo ? await photographed(odd, i) : drawn(odd));
    files.push(path);
  }
  return files;
}

function svgOf({ paper = "white", markup }: OddDigit): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 100 100" fill="none" ` +
    `stroke-linecap="round" stroke-linejoin="round"><rect width="100" height="100" fill="${paper}"/>${
      markup === "cat" ? cat : markup
    }</svg>`;
}

function drawn(odd: OddDigit): Uint8Array {
  return rasterize(svgOf(odd), 1).png();
}

/** Turned, blurred, lit from one side, with a sensor's noise. */
async function photographed(odd: OddDigit, seed: number): Promise<Uint8Array> {
  const { angle = 0, light = 1, noise = 0 } = odd.photo!;
  const ground = { r: 235, g: 230, b: 218 };
  const { data, info } = await sharp(
    rasterize(svgOf({ ...odd, paper: "rgb(235,230,218)" }), 1).png(),
  )
    .rotate(angle, { background: ground }).resize(SIDE, SIDE, { fit: "cover" }).blur(1.2)
    .removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info, random = seededRandom(seed, 61);
  const pixels = Uint8Array.from(data, (value, at) => {
    const x = Math.floor(at / channels) % width / width;
    const shade = light * (0.62 + 0.38 * x), grain = noise * (random() + random() + random() - 1.5);
    return Math.max(0, Math.min(255, value * shade + grain));
  });
  return await sharp(pixels, { raw: { width, height, channels } }).jpeg({ quality: 80 }).toBuffer();
}
