import { load } from "./_packages.ts";

/** A point in CSS pixels. */
export interface Place {
  x: number;
  y: number;
}

/** A text at a point, with half its width and height. */
export interface TextPlace extends Place {
  text: string;
  radius: number;
}

/**
 * Where the points of each class are, robust to outliers: the median along the direction from the
 * origin to their mean, and across it.
 *
 * @param labelled Points `[N, 2]`, row by row, and their labels `[N]`.
 * @param options.origin Start of that direction.
 * @returns C places, in the points' units; `undefined` for a class without points.
 */
export function classPlaces(
  { points, labels }: { points: Float64Array; labels: ArrayLike<number> },
  options: { classes: number; origin: [number, number] },
): (Place | undefined)[] {
  const members: number[][] = Array.from({ length: options.classes }, () => []);
  for (let i = 0; i < labels.length; i++) members[labels[i]].push(i);
  return members.map((indices) =>
    indices.length ? placeOf(points, indices, options.origin) : undefined
  );
}

function placeOf(points: Float64Array, members: number[], [x0, y0]: [number, number]): Place {
  const { median, sum } = load("d3");
  const x = (i: number) => points[2 * i] - x0, y = (i: number) => points[2 * i + 1] - y0;
  const dx = sum(members, x), dy = sum(members, y), length = Math.hypot(dx, dy);
  const [ux, uy] = length > 0 ? [dx / length, dy / length] : [1, 0];
  const along = median(members, (i) => x(i) * ux + y(i) * uy)!;
  const across = median(members, (i) => y(i) * ux - x(i) * uy)!;
  return { x: x0 + along * ux - across * uy, y: y0 + along * uy + across * ux };
}

/**
 * Move overlapping texts apart, each as little as possible.
 *
 * @param texts Their preferred positions.
 * @param within Left, top, right, bottom bounds for all texts.
 */
export function spreadTexts(
  texts: readonly TextPlace[],
  within: [number, number, number, number],
): TextPlace[] {
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

/** One pass over all pairs; returns whether any was too close. */
function pushApart(texts: TextPlace[]): boolean {
  let moved = false;
  for (let a = 0; a < texts.length; a++) {
    for (let b = 0; b < a; b++) {
      const dx = texts[a].x - texts[b].x, dy = texts[a].y - texts[b].y;
      const apart = Math.hypot(dx, dy), distance = texts[a].radius + texts[b].radius;
      if (apart >= distance - 0.01) continue;
      moved = true;
      // Two texts in the same place separate in a direction of their own, or all such pairs would
      // line up.
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
