/** The DejaVu fonts of an npm package: free outlines of thousands of characters. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { namesIn, readFile } from "../platform.ts";

/** A step of an outline: M and L to a point, Q and C by way of control points, Z back. */
export interface Step {
  type: "M" | "L" | "Q" | "C" | "Z";
  x?: number;
  y?: number;
  x1?: number;
  y1?: number;
  x2?: number;
  y2?: number;
}

/** A font file. */
export interface Font {
  /** Its name without `.ttf`: `DejaVuSans-Bold`. */
  name: string;
  /** The characters it has, empty ones among them. */
  codePoints: ReadonlySet<number>;
  /** A character's outline in font units, y upwards; without steps where it is empty. */
  outline(codePoint: number): Step[];
}

/** The part of opentype.js in use; the package has no types. */
interface OpenType {
  parse(file: ArrayBufferLike, options: { lowMemory: boolean }): {
    tables: { cmap: { glyphIndexMap: Record<string, number> } };
    glyphs: { get(index: number): { path: { commands: Step[] } } };
  };
}

/** Read all font files of the package, in the order of their names. */
export async function loadFonts(): Promise<Font[]> {
  const { default: opentype } = await import("npm:opentype.js@1.3.4") as unknown as {
    default: OpenType;
  };
  const folder = join(dirname(packageFile()), "ttf"), fonts: Font[] = [];
  for (const file of await namesIn(folder)) {
    if (!file.endsWith(".ttf")) continue;
    const { buffer } = (await readFile(join(folder, file))).slice();
    const font = opentype.parse(buffer, { lowMemory: true }); // glyphs are read as they are used
    const { tables: { cmap: { glyphIndexMap } }, glyphs } = font;
    fonts.push({
      name: file.replace(".ttf", ""),
      codePoints: new Set(Object.keys(glyphIndexMap).map(Number)),
      outline: (codePoint) => withInk(glyphs.get(glyphIndexMap[codePoint]).path.commands),
    });
  }
  return fonts;
}

/** Leaves out contours of a single point: they mark where an accent is attached. */
function withInk(outline: Step[]): Step[] {
  const contours: Step[][] = [];
  for (const step of outline) {
    if (step.type === "M") contours.push([]);
    contours.at(-1)!.push(step);
  }
  const isPoint = ([first, ...rest]: Step[]) =>
    rest.every(({ type, x, y }) =>
      type === "Z" || (type === "L" && x === first.x && y === first.y)
    );
  return contours.filter((contour) => !isPoint(contour)).flat();
}

/** Never called: being literal, it makes Deno fetch the package with this file. */
export const fetched = () =>
  import("npm:dejavu-fonts-ttf@2.37.3/package.json", { with: { type: "json" } });

/** Node does not resolve `npm:` specifiers: there the package is found by its bare name. */
function packageFile(): string {
  const address = import.meta.resolve("npm:dejavu-fonts-ttf@2.37.3/package.json");
  return address.startsWith("npm:")
    ? createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")
    : fileURLToPath(address);
}
