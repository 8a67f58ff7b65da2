import { InputError } from "../errors.ts";
import type { Projection } from "./principal_components.ts";

/** The part of the plane that is drawn. */
export interface Domain {
  x: [number, number];
  y: [number, number];
}

/**
 * A square that holds the points of all projections and their origins, with some room around.
 *
 * @param projections By the same axes.
 * @param options.share Of each projection's points along each axis; below 1 a few far ones cannot squeeze the rest.
 * @param options.room Empty border, as a share of the side.
 */
export function squareDomain(
  projections: Pick<Projection, "points" | "origin">[],
  options: { share: number; room: number },
): Domain {
  const [x, y] = [0, 1].map((axis) => {
    const ranges = projections.map(({ points, origin }) => rangeOf(points, axis, options.share, origin[axis]));
    return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  });
  const side = Math.max(x[1] - x[0], y[1] - y[0]) || 1;
  const half = side * (0.5 + options.room);
  const around = ([low, high]: number[]): [number, number] => [(low + high) / 2 - half, (low + high) / 2 + half];
  return { x: around(x), y: around(y) };
}

/** Refuse a domain that cannot be drawn. */
export function checkDomain(domain: Domain): Domain {
  return { x: checkRange("domain.x", domain.x), y: checkRange("domain.y", domain.y) };
}

/** Refuse two numbers that are no stretch of an axis. */
export function checkRange(name: string, [low, high]: readonly [number, number]): [number, number] {
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return [low, high];
  throw new InputError(`${name}: is [${low}, ${high}]; give two finite numbers, the smaller one first`);
}

function rangeOf(points: Float64Array, axis: number, share: number, origin: number): [number, number] {
  const values = Float64Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + axis]);
  if (share < 1) values.sort();
  const last = values.length - 1, cut = Math.floor(last * (1 - share) / 2);
  let low = origin, high = origin;
  for (const value of share < 1 ? [values[cut], values[last - cut]] : values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
