import { rangeOf } from "./_axis.ts";
import { checkRange } from "./_checks.ts";
import type { Projection } from "./principal_components.ts";

/** The part of the plane that is drawn. */
export interface Domain {
  /** Left and right end, in units of the embeddings. */
  x: [number, number];
  /** Lower and upper end. */
  y: [number, number];
}

/**
 * A square that contains the points of all projections and their origins, with some padding.
 *
 * @param projections All with the same axes.
 * @param options.share Of each projection's points along each axis; below 1, a few outliers cannot
 * squeeze the rest.
 * @param options.room Padding, as a fraction of the side.
 */
export function squareDomain(
  projections: Pick<Projection, "points" | "origin">[],
  { share, room }: { share: number; room: number },
): Domain {
  const [x, y] = [0, 1].map((axis) =>
    rangeOf(projections.flatMap((projection) => endsOf(projection, axis, share)))
  );
  const half = (Math.max(x[1] - x[0], y[1] - y[0]) || 1) * (0.5 + room);
  const around = (
    [low, high]: number[],
  ): [number, number] => [(low + high) / 2 - half, (low + high) / 2 + half];
  return { x: around(x), y: around(y) };
}

/** The origin, and the range of the points without those that `share` leaves out. */
function endsOf(
  { points, origin }: Pick<Projection, "points" | "origin">,
  axis: number,
  share: number,
): number[] {
  const values = points.filter((_, k) => k % 2 === axis),
    left = Math.floor((values.length - 1) * (1 - share) / 2);
  return [origin[axis], ...rangeOf(left > 0 ? values.sort().subarray(left, -left) : values)];
}

/** Reject a domain that cannot be drawn. */
export function checkDomain(domain: Domain): Domain {
  return { x: checkRange("domain.x", domain.x), y: checkRange("domain.y", domain.y) };
}
