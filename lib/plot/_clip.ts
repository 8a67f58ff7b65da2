import type { Place } from "./_places.ts";

/** Left, right, low, high. */
export type Box = [number, number, number, number];

/**
 * The parts of a polyline inside a box, cut at its edges. A point whose x or y is NaN breaks the
 * line.
 *
 * Clipped here and not by Plot, which numbers clip paths across all figures of a program: no figure
 * would be reproducible.
 */
export function visibleRuns(points: Place[], box: Box): Place[][] {
  const runs: Place[][] = [];
  points.forEach((point, k) => {
    const piece = k > 0 ? cut(points[k - 1], point, box) : undefined;
    if (piece) {
      const last = runs.at(-1)?.at(-1);
      if (last && last.x === piece[0].x && last.y === piece[0].y) runs.at(-1)!.push(piece[1]);
      else runs.push(piece);
    } else if (inBox(point, box)) runs.push([point]);
  });
  return runs;
}

/** Whether a point is in a box; NaN is not. */
export function inBox({ x, y }: Place, [left, right, low, high]: Box): boolean {
  return x >= left && x <= right && y >= low && y <= high;
}

/** The part of a segment inside the box (Liang and Barsky, 1984). */
function cut(a: Place, b: Place, box: Box): [Place, Place] | undefined {
  if (!inBox(a, [-Infinity, Infinity, -Infinity, Infinity]) || Number.isNaN(b.x + b.y)) {
    return undefined;
  }
  const dx = b.x - a.x, dy = b.y - a.y;
  let from = 0, to = 1;
  for (
    const [step, room] of [[-dx, a.x - box[0]], [dx, box[1] - a.x], [-dy, a.y - box[2]], [
      dy,
      box[3] - a.y,
    ]]
  ) {
    if (step === 0 && room < 0) return undefined;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  if (from >= to) return undefined;
  const at = (share: number) =>
    share === 0 ? a : share === 1 ? b : { x: a.x + share * dx, y: a.y + share * dy };
  return [at(from), at(to)];
}
