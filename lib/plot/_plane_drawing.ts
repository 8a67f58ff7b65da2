import type { Embeddings } from "../types.ts";
import { type Drawn, type HeadingOptions, plotMarkup, stackFigure } from "./_compose.ts";
import type { Domain } from "./_domain.ts";
import { dotRadius, dotsMark } from "./_dots.ts";
import type { Markish } from "./_packages.ts";
import { pathsMark } from "./_paths.ts";
import { axesOf, axisLabels, type Frame, frameOf, groundMarks } from "./_plane_frame.ts";
import { classPlaces, type Place, spreadTexts } from "./_places.ts";
import { prototypeName, type Ray, raysOf } from "./_rays.ts";
import { pixelText } from "./_texts.ts";
import type { SvgFigure } from "./figure.ts";
import type { Projection } from "./principal_components.ts";

/** Style of a plane. */
export interface PlaneStyle extends HeadingOptions {
  domain: Domain;
  /** CSS pixels; the height follows, so that both axes have the same scale. */
  width: number;
  /** One per class. */
  colors: string[];
  /** Indices of the points to draw. */
  shown: number[];
  showPrototypes: boolean;
  /**
   * Small, as one of several: narrow margins, no axis labels, smaller text and dots.
   * @default {false}
   */
  compact?: boolean;
  /**
   * Points `[M, 2]` with classes `[M]` to place class numbers at. @default {the points themselves}
   */
  numbered?: { points: Float64Array; labels: Embeddings["labels"] };
  /** What is drawn below everything else. */
  ground?: (frame: Frame) => Markish[];
  /** What is drawn above everything else. */
  above?: (frame: Frame) => Markish[];
  /** Of the dots, 0 … 1. @default {0.6} */
  opacity?: number;
}

/** Draw projected embeddings: dots, a cross at the origin, rays of prototypes, class numbers. */
export function drawPlane(
  embeddings: Embeddings,
  projection: Projection,
  style: PlaneStyle,
): SvgFigure {
  return stackFigure([planeMarkup(embeddings, projection, style)], style);
}

/** The same without a title, to be one of several. */
export function planeMarkup(
  embeddings: Embeddings,
  projection: Projection,
  style: PlaneStyle,
): Drawn {
  const { colors, domain, numbered = { points: projection.points, labels: embeddings.labels } } =
    style;
  const frame = frameOf(domain, style.width, style.compact), { width, height, edges } = frame;
  const [x, y] = frame.toPixels(Float64Array.from(projection.origin));
  const rays = style.showPrototypes ? raysIn(frame, embeddings, projection, { x, y }) : [];
  const radius = dotRadius(style.shown.length) * (style.compact ? 0.75 : 1);
  const { shown, opacity } = style, dots = { shown, colors, edges, radius, opacity };
  const markup = plotMarkup({
    ...{ width, height },
    ...axesOf(frame, domain, axisLabels(embeddings.embeddingSize, projection)),
    marks: [
      ...(style.ground?.(frame) ?? []),
      ...groundMarks(projection.origin, domain, embeddings.embeddingSize),
      dotsMark(frame.toPixels(projection.points), embeddings.labels, dots),
      raysMark(rays, { x, y }, colors),
      ...textMarks(
        classPlaces(numbered, { classes: embeddings.classes, origin: projection.origin }),
        rays,
        { frame, names: embeddings.classNames },
      ),
      ...(style.above?.(frame) ?? []),
    ],
  });
  return { markup, height };
}

function raysIn(
  frame: Frame,
  embeddings: Embeddings,
  projection: Projection,
  origin: Place,
): Ray[] {
  const { prototypes = new Float32Array(), embeddingSize: D } = embeddings;
  if (D < 2 || projection.prototypes === undefined) return [];
  const ends = frame.toPixels(projection.prototypes);
  const directions = ends.map((value, k) => value - (k % 2 ? origin.y : origin.x));
  const rows = prototypes.length / D, aClass = rows / embeddings.classes; // grouped by class
  const shares = Array.from({ length: rows }, (_, c) => {
    const whole = Math.hypot(...prototypes.subarray(c * D, (c + 1) * D));
    const [x, y] = projection.prototypes!.subarray(2 * c, 2 * c + 2);
    return whole > 0 ? Math.hypot(x - projection.origin[0], y - projection.origin[1]) / whole : 0;
  });
  const rays = raysOf(directions, shares, { origin, frame: frame.edges });
  return rays.map((ray) => ({
    ...ray,
    class: Math.floor(ray.class / aClass),
    unnamed: ray.class % aClass !== 0,
  }));
}

function raysMark(rays: Ray[], origin: Place, colors: string[]): Markish {
  const ends = rays.map(({ end }) =>
    `M${origin.x.toFixed(1)},${origin.y.toFixed(1)}L${end.x.toFixed(1)},${end.y.toFixed(1)}`
  );
  // A white line under each ray keeps it visible on the dots of its own class.
  const below = rays.length ? [{ d: ends.join(""), stroke: "white", "stroke-width": 2.6 }] : [];
  const above = rays.map((ray, k) => ({
    d: ends[k],
    stroke: colors[ray.class],
    "stroke-width": 1.4,
  }));
  return pathsMark([...below, ...above], { "stroke-linecap": "round" });
}

/** Classes up to which each is named. */
const MOST_NAMED = 60;

function shortName(name: string): string {
  return name.length > 12 ? `${name.slice(0, 11)}…` : name;
}

/**
 * Class numbers at their points and names at the rays' ends, moved apart where they would overlap.
 */
function textMarks(
  places: (Place | undefined)[],
  rays: Ray[],
  { frame, names: own }: { frame: Frame; names?: readonly string[] },
): Markish[] {
  if (places.length > MOST_NAMED) return []; // they would cover the points
  const large = places.length <= 20 && !own?.some((name) => name.length > 3);
  const size = large ? frame.compact ? 12.5 : 16 : frame.compact ? 9 : 11;
  const numbers = places.flatMap((place, c) => {
    if (!place) return [];
    const [x, y] = frame.toPixels(Float64Array.of(place.x, place.y));
    const text = shortName(own?.[c] ?? String(c));
    return [{ x, y, text, radius: size * (0.4 + 0.18 * text.length) }];
  });
  const names = rays.filter(({ unnamed }) => !unnamed && !own).map((ray) => {
    const text = prototypeName(ray.class);
    return { ...ray.label, text, radius: 2 + 3.2 * text.length };
  });
  const spread = spreadTexts([...numbers, ...names], frame.edges);
  return [
    pixelText(spread.slice(numbers.length), { fontSize: frame.compact ? 9 : 10.5, fill: "#444" }),
    pixelText(spread.slice(0, numbers.length), {
      fontSize: size,
      fontWeight: "bold",
      fill: "#111",
    }),
  ];
}
