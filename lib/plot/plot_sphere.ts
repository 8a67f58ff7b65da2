import { InputError } from "../errors.ts";
import type { Embeddings, Figure } from "../types.ts";
import { checkEmbeddings, checkWidth } from "./_checks.ts";
import { type HeadingOptions, plotMarkup, stackFigure } from "./_compose.ts";
import { type PathAttributes, pathsMark } from "./_paths.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { evenlyChosen } from "./plot_embeddings.ts";

/** Options of {@linkcode plotSphere}. */
export interface PlotSphereOptions extends HeadingOptions {
  /** Rotation around its axis, degrees. @default {20} */
  turn?: number;
  /** Tilt of the north pole toward the viewer, degrees. @default {25} */
  tilt?: number;
  /** Maximum embeddings to draw, evenly chosen. @default {all} */
  limit?: number;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** CSS pixels; height is the same. @default {560} */
  width?: number;
}

/**
 * A point on the sphere as seen by the viewer: x to the right, y upward, z toward the viewer, of
 * length 1.
 */
type Seen = [number, number, number];

/**
 * Directions of 3-D embeddings on the unit sphere, in orthographic projection: those behind are
 * drawn faintly, prototypes as rings with their class number.
 *
 * @param embeddings `[N, 3]`; lengths are not shown, and zero embeddings are left out.
 * @throws {InputError} Embeddings of another size, or arrays that do not match.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const labels = Int32Array.of(0, 1), embeddings = Float32Array.of(1, 0, 0, 0, 2, 1);
 * const figure = plotSphere({ embeddings, embeddingSize: 3, labels, predicted: labels, classes: 2 }, { title: "Two" });
 * assertStringIncludes(figure.svg, "Two");
 * ```
 */
export function plotSphere(embeddings: Embeddings, options: PlotSphereOptions = {}): Figure {
  checkEmbeddings(embeddings);
  if (embeddings.embeddingSize !== 3) {
    throw new InputError(
      `embeddings: of size ${embeddings.embeddingSize}; a sphere shows size 3 only`,
    );
  }
  const { turn = 20, tilt = 25, limit } = options, width = checkWidth(options.width ?? 560);
  const see = viewFrom(turn * Math.PI / 180, tilt * Math.PI / 180),
    radius = width / 2 - 26,
    middle = width / 2;
  const toPixels = ([x, y]: Seen) =>
    `${(middle + radius * x).toFixed(1)},${(middle - radius * y).toFixed(1)}`;
  const colors = classColors(embeddings.classes, options.colors);
  const shown = evenlyChosen(embeddings.labels.length, limit);
  const dots = [false, true].map((front) =>
    dotPaths(embeddings, { shown, see, toPixels, colors, front })
  );
  const ground = { d: circlePath(middle, radius), fill: "#fafafa", stroke: "#bbb" };
  const markup = plotMarkup({
    width,
    height: width,
    margin: 0,
    axis: null,
    marks: [
      pathsMark([ground]),
      pathsMark(graticule(see, toPixels), { fill: "none", stroke: "#ddd" }),
      pathsMark(dots[0], {
        "stroke-linecap": "round",
        "stroke-width": 2,
        "stroke-opacity": 0.16,
        fill: "none",
      }),
      pathsMark(dots[1], {
        "stroke-linecap": "round",
        "stroke-width": 3,
        "stroke-opacity": 0.7,
        fill: "none",
      }),
    ],
  });
  const rings = prototypeRings(embeddings, { see, middle, radius, colors });
  return stackFigure([{ markup: markup + rings, height: width }], { ...options, width });
}

/**
 * Rotates a vector around the axis, tilts it toward the viewer, and normalises it; undefined for a
 * zero vector.
 */
function viewFrom(turn: number, tilt: number): (vector: ArrayLike<number>) => Seen | undefined {
  const [cosTurn, sinTurn, cosTilt, sinTilt] = [
    Math.cos(turn),
    Math.sin(turn),
    Math.cos(tilt),
    Math.sin(tilt),
  ];
  return ({ 0: x, 1: y, 2: z }) => {
    const length = Math.hypot(x, y, z);
    if (length === 0) return undefined;
    const right = (x * cosTurn - y * sinTurn) / length,
      away = (x * sinTurn + y * cosTurn) / length,
      up = z / length;
    return [right, up * cosTilt + away * sinTilt, up * sinTilt - away * cosTilt];
  };
}

type View = { see: ReturnType<typeof viewFrom>; toPixels: (seen: Seen) => string };

/** One path per class for one side of the sphere. */
function dotPaths(
  { embeddings, labels }: Embeddings,
  { shown, see, toPixels, colors, front }: View & {
    shown: Iterable<number>;
    colors: string[];
    front: boolean;
  },
): PathAttributes[] {
  const paths = colors.map(() => "");
  for (const i of shown) {
    const seen = see(embeddings.subarray(3 * i, 3 * i + 3));
    if (seen && seen[2] >= 0 === front) paths[labels[i]] += `M${toPixels(seen)}h0`;
  }
  return paths.flatMap((d, c) => d ? [{ d, stroke: colors[c] }] : []);
}

/** Circles of latitude and longitude, every 30°, the front half. */
function graticule(see: View["see"], toPixels: View["toPixels"]): PathAttributes[] {
  const degrees = (count: number, step: number) =>
    Array.from({ length: count }, (_, k) => k * step * Math.PI / 180);
  const at = (long: number, lat: number) =>
    see([Math.cos(lat) * Math.cos(long), Math.cos(lat) * Math.sin(long), Math.sin(lat)])!;
  const longitudes = degrees(12, 30).map((long) =>
    degrees(61, 3).map((lat) => at(long, lat - Math.PI / 2))
  );
  const latitudes = degrees(5, 30).map((lat) =>
    degrees(121, 3).map((long) => at(long, lat - Math.PI / 3))
  );
  const isBehind = (seen?: Seen) => seen === undefined || seen[2] < 0;
  const step = (seen: Seen, k: number, line: Seen[]) =>
    isBehind(seen) ? "" : (isBehind(line[k - 1]) ? "M" : "L") + toPixels(seen);
  return [...longitudes, ...latitudes].map((line) => ({ d: line.map(step).join("") })).filter((
    { d },
  ) => d !== "");
}

/** A ring and the class number at each prototype; faint if it is behind. */
function prototypeRings(
  { prototypes = new Float32Array(), classes }: Embeddings,
  { see, middle, radius, colors }: {
    see: View["see"];
    middle: number;
    radius: number;
    colors: string[];
  },
): string {
  const rows = prototypes.length / 3;
  return Array.from({ length: rows }, (_, r) => {
    const seen = see(prototypes.subarray(3 * r, 3 * r + 3)), c = Math.floor(r * classes / rows);
    if (!seen) return "";
    const x = middle + radius * seen[0],
      y = middle - radius * seen[1],
      opacity = seen[2] >= 0 ? 1 : 0.35;
    const ring = `<circle cx="${x}" cy="${y}" r="8" fill="white" stroke="${
      colors[c]
    }" stroke-width="2"/>`;
    return `<g opacity="${opacity}">${ring}` +
      `<text x="${x}" y="${y + 3.5}" font-size="10" font-weight="bold" fill="#111">${c}</text></g>`;
  }).join("");
}

function circlePath(middle: number, r: number): string {
  return `M${middle - r},${middle}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
}
