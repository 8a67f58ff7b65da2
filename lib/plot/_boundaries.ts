import type { Place } from "./_places.ts";

/** Classes at the cells of a grid. */
export interface ClassGrid {
  /** Cells per side. */
  size: number;
  /** `[size²]`, row by row from the top. */
  predicted: ArrayLike<number>;
}

/**
 * How far a line may be moved to straighten it, in cells: half-cell steps come from the grid, not
 * the boundary.
 */
const tolerance = 1.1;

/** Boundaries between the classes of a grid, in cells from its left and top edge. */
export function boundariesOf(grid: ClassGrid): Place[][] {
  return chainsOf(segmentsOf(grid)).map((chain) => simplified(chain));
}

/**
 * Marching squares over the cell centres (Lorensen and Cline, 1987): where two classes meet, a
 * segment from side to side; where more do, a star. Edge cells are repeated outside, so that lines
 * reach the edge.
 */
function segmentsOf({ size, predicted }: ClassGrid): [Place, Place][] {
  const clamped = (value: number, high: number) => Math.max(0, Math.min(high, value));
  const classAt = (x: number, y: number) =>
    predicted[clamped(y, size - 1) * size + clamped(x, size - 1)];
  const place = (x: number, y: number): Place => ({
    x: clamped(x + 0.5, size),
    y: clamped(y + 0.5, size),
  });
  const segments: [Place, Place][] = [];
  for (let y = -1; y < size; y++) {
    for (let x = -1; x < size; x++) {
      const a = classAt(x, y),
        b = classAt(x + 1, y),
        c = classAt(x, y + 1),
        d = classAt(x + 1, y + 1);
      const sides: Place[] = [];
      if (a !== b) sides.push(place(x + 0.5, y));
      if (a !== c) sides.push(place(x, y + 0.5));
      if (b !== d) sides.push(place(x + 1, y + 0.5));
      if (c !== d) sides.push(place(x + 0.5, y + 1));
      if (sides.length === 2) segments.push([sides[0], sides[1]]);
      else for (const side of sides) segments.push([side, place(x + 0.5, y + 0.5)]);
    }
  }
  return segments.filter(([from, to]) => from.x !== to.x || from.y !== to.y);
}

/** Segments joined wherever exactly two meet. */
function chainsOf(segments: [Place, Place][]): Place[][] {
  const keyOf = ({ x, y }: Place) => `${x},${y}`;
  const meeting = new Map<string, number[]>();
  segments.forEach((ends, k) =>
    ends.forEach((end) => meeting.set(keyOf(end), [...(meeting.get(keyOf(end)) ?? []), k]))
  );
  const used = new Set<number>();
  const walk = (first: number, start: Place): Place[] => {
    const chain = [start];
    for (let next: number | undefined = first; next !== undefined;) {
      used.add(next);
      const [from, to] = segments[next], last = chain.at(-1)!;
      chain.push(keyOf(from) === keyOf(last) ? to : from);
      const around = meeting.get(keyOf(chain.at(-1)!))!;
      next = around.length === 2 ? around.find((k) => !used.has(k)) : undefined;
    }
    return chain;
  };
  const isEnd = (end: Place) => meeting.get(keyOf(end))!.length !== 2;
  const open = segments.flatMap((ends, k) =>
    ends.filter((end) => isEnd(end) && !used.has(k)).map((end) => walk(k, end))
  );
  return [...open, ...segments.flatMap(([start], k) => used.has(k) ? [] : [walk(k, start)])];
}

/** The same line with fewer corners (Douglas and Peucker, 1973). */
function simplified(line: Place[]): Place[] {
  if (line.length < 3) return line;
  const first = line[0], last = line.at(-1)!;
  let farthest = 0, most = 0;
  for (let k = 1; k < line.length - 1; k++) {
    const distance = distanceTo(line[k], first, last);
    if (distance > most) [farthest, most] = [k, distance];
  }
  if (most <= tolerance) return [first, last];
  return [
    ...simplified(line.slice(0, farthest + 1)).slice(0, -1),
    ...simplified(line.slice(farthest)),
  ];
}

function distanceTo(point: Place, from: Place, to: Place): number {
  const dx = to.x - from.x, dy = to.y - from.y, length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point.x - from.x, point.y - from.y);
  return Math.abs(dx * (point.y - from.y) - dy * (point.x - from.x)) / length;
}
