/// <reference lib="dom" />
import type { Markish, TextOptions } from "npm:@observablehq/plot@0.6.17";
import type { Embeddings } from "../types.ts";
import { composeFigure, plotMarkup } from "./_compose.ts";
import type { Domain } from "./_domain.ts";
import { dotPaths, dotRadius } from "./_dots.ts";
import { load } from "./_packages.ts";
import { axesOf, type Frame, frameOf, groundMarks } from "./_plane_frame.ts";
import { classPlaces, type Place, spreadTexts, type TextPlace } from "./_places.ts";
import { prototypeName, type Ray, raysOf } from "./_rays.ts";
import type { SvgFigure } from "./figure.ts";
import type { Projection } from "./principal_components.ts";

/** How a plane is drawn. */
export interface PlaneStyle {
  domain: Domain;
  /** CSS pixels; the height follows from it, so that both axes have one scale. */
  width: number;
  /** One a class. */
  colors: string[];
  /** Indices of the points to draw. */
  shown: number[];
  showPrototypes: boolean;
  title?: string;
  subtitle?: string;
}

/** Draw projected embeddings: dots, a cross at the origin, rays of prototypes, class numbers. */
export function drawPlane(embeddings: Embeddings, projection: Projection, style: PlaneStyle): SvgFigure {
  const frame = frameOf(style.domain, style.width);
  const [x, y] = frame.toPixels(Float64Array.from(projection.origin));
  const rays = style.showPrototypes ? raysIn(frame, embeddings, projection, { x, y }) : [];
  const markup = plotMarkup({
    width: frame.width,
    height: frame.height,
    ...axesOf(style.domain, embeddings.embeddingSize, projection),
    marks: [
      ...groundMarks(projection.origin, style.domain, embeddings.embeddingSize),
      dotsMark(frame, embeddings, projection, style),
      linesMark(rays, { x, y }, style.colors),
      ...textMarks(frame, embeddings, projection, rays),
    ],
  });
  return composeFigure([{ markup, x: 0, y: 0 }], { ...style, height: frame.height });
}

/** An element of the document that Plot draws in. */
function svgElement(document: Document, name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function dotsMark(frame: Frame, { labels }: Embeddings, projection: Projection, style: PlaneStyle): Markish {
  const pixels = frame.toPixels(projection.points);
  const [left, top, right, bottom] = frame.edges;
  const shown = style.shown.filter((i) => {
    const x = pixels[2 * i], y = pixels[2 * i + 1];
    return x >= left && x <= right && y >= top && y <= bottom;
  });
  const paths = dotPaths(pixels, labels, { shown, colors: style.colors });
  return (_index, _scales, _values, _dimensions, { document }) => {
    const group = svgElement(document, "g", {
      fill: "none",
      "stroke-linecap": "round",
      "stroke-width": 2 * dotRadius(style.shown.length),
      "stroke-opacity": 0.6,
    });
    for (const { color, d } of paths) group.append(svgElement(document, "path", { stroke: color, d }));
    return group;
  };
}

function raysIn(frame: Frame, embeddings: Embeddings, projection: Projection, origin: Place): Ray[] {
  const { prototypes = new Float32Array(), embeddingSize: D } = embeddings;
  if (D < 2 || projection.prototypes === undefined) return [];
  const ends = frame.toPixels(projection.prototypes);
  const directions = ends.map((value, k) => value - (k % 2 ? origin.y : origin.x));
  const shares = Array.from({ length: embeddings.classes }, (_, c) => {
    const whole = Math.hypot(...prototypes.subarray(c * D, (c + 1) * D));
    const [x, y] = projection.prototypes!.subarray(2 * c, 2 * c + 2);
    return whole > 0 ? Math.hypot(x - projection.origin[0], y - projection.origin[1]) / whole : 0;
  });
  return raysOf(directions, shares, { origin, frame: frame.edges });
}

function linesMark(rays: Ray[], origin: Place, colors: string[]): Markish {
  return (_index, _scales, _values, _dimensions, { document }) => {
    const group = svgElement(document, "g", { "stroke-linecap": "round" });
    const ends = rays.map(({ end }) =>
      `M${origin.x.toFixed(1)},${origin.y.toFixed(1)}L${end.x.toFixed(1)},${end.y.toFixed(1)}`
    );
    // A white line below each keeps a ray visible on the dots of its own class.
    if (rays.length) {
      group.append(svgElement(document, "path", { d: ends.join(""), stroke: "white", "stroke-width": 2.6 }));
    }
    rays.forEach((ray, k) => {
      group.append(svgElement(document, "path", { d: ends[k], stroke: colors[ray.class], "stroke-width": 1.4 }));
    });
    return group;
  };
}

/** Class numbers at their points and names at the rays' ends, moved apart where they would overlap. */
function textMarks(frame: Frame, { labels, classes }: Embeddings, projection: Projection, rays: Ray[]): Markish[] {
  const size = classes <= 20 ? 16 : 11;
  const numbers = classPlaces(projection.points, labels, { classes, origin: projection.origin }).flatMap((place, c) => {
    if (!place) return [];
    const [x, y] = frame.toPixels(Float64Array.of(place.x, place.y));
    return [{ x, y, text: String(c), radius: size * (0.4 + 0.18 * String(c).length) }];
  });
  const names = rays.map((ray) => {
    const text = prototypeName(ray.class);
    return { ...ray.label, text, radius: 2 + 3.2 * text.length };
  });
  const spread = spreadTexts([...numbers, ...names], frame.edges);
  return [
    pixelText(spread.slice(numbers.length), { fontSize: 10.5, fill: "#444" }),
    pixelText(spread.slice(0, numbers.length), { fontSize: size, fontWeight: "bold", fill: "#111" }),
  ];
}

/** Text with a white rim at places that are pixels already, so on no scale. */
function pixelText(texts: TextPlace[], options: TextOptions): Markish {
  const { text } = load("npm:@observablehq/plot@0.6.17");
  return text(texts, {
    x: { value: texts.map(({ x }) => x), scale: null },
    y: { value: texts.map(({ y }) => y), scale: null },
    text: "text",
    stroke: "white",
    strokeWidth: 4,
    ...options,
  });
}
