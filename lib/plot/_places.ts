/** A point in CSS pixels. */
export interface Place {
  x: number;
  y: number;
}

/** A text at a point, with half the room that it needs. */
export interface TextPlace extends Place {
  text: string;
  radius: number;
}

/**
 * Where the points of each class are, robust to strays: the median along the direction from the origin to their mean,
 * and across it.
 *
 * @param points `[N, 2]`, row by row.
 * @param labels `[N]`.
 * @param options.origin What the direction is taken from.
 * @returns C places, in the points' units; `undefined` for a class without points.
 */
export function classPlaces(
  points: Float64Array,
  labels: Uint8Array,
  options: { classes: number; origin: [number, number] },
): (Place | undefined)[] {
  const members: number[][] = Array.from({ length: options.classes }, () => []);
  labels.forEach((label, i) => members[label].push(i));
  return members.map((indices) => indices.length ? placeOf(points, indices, options.origin) : undefined);
}

function placeOf(points: Float64Array, indices: number[], [x0, y0]: [number, number]): Place {
  let dx = 0, dy = 0;
  for (const i of indices) {
    dx += points[2 * i] - x0;
    dy += points[2 * i + 1] - y0;
  }
  const length = Math.hypot(dx, dy);
  const [ux, uy] = length > 0 ? [dx / length, dy / length] : [1, 0];
  const along = median(indices.map((i) => (points[2 * i] - x0) * ux + (points[2 * i + 1] - y0) * uy));
  const across = median(indices.map((i) => (points[2 * i + 1] - y0) * ux - (points[2 * i] - x0) * uy));
  return { x: x0 + along * ux - across * uy, y: y0 + along * uy + across * ux };
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Move texts apart that would overlap, each as little as need be.
 *
 * @param texts Where they should stand.
 * @param within Left, top, right, bottom that no text may leave.
 */
export function spreadTexts(texts: readonly TextPlace[], within: [number, number, number, number]): TextPlace[] {
  const spread = texts.map((text) => ({ ...text }));
  const [left, top, right, bottom] = within;
  let moved = true;
  for (let round = 0; round < 200 && moved; round++) {
    moved = pushApart(spread);
    for (const place of spread) {
      place.x = Math.min(right - place.radius, Math.max(left + place.radius, place.x));
      place.y = Math.min(bottom - place.radius, Math.max(top + place.radius, place.y));
    }
  }
  return spread;
}

/** One round over all pairs; says whether any was too close. */
function pushApart(texts: TextPlace[]): boolean {
  let moved = false;
  for (let a = 0; a < texts.length; a++) {
    for (let b = 0; b < a; b++) {
      const dx = texts[a].x - texts[b].x, dy = texts[a].y - texts[b].y;
      const apart = Math.hypot(dx, dy), distance = texts[a].radius + texts[b].radius;
      if (apart >= distance - 0.01) continue;
      moved = true;
      // Two at one place part in a direction of their own, or all such pairs would line up.
      const [ux, uy] = apart > 0 ? [dx / apart, dy / apart] : [Math.cos(a), Math.sin(a)];
      const push = (distance - apart) / 2;
      texts[a].x += ux * push;
      texts[a].y += uy * push;
      texts[b].x -= ux * push;
      texts[b].y -= uy * push;
    }
  }
  return moved;
}
