import { dotRadius, dotsMark } from "./_dots.ts";
import type { Markish } from "./_packages.ts";
import { arrowPaths, pathsMark } from "./_paths.ts";
import type { Place } from "./_places.ts";
import type { Frame } from "./_plane_frame.ts";
import { inkOf, lineHeight, pixelText, spreadAlong, type Stretch, textWidth } from "./_texts.ts";

/** A point or a center, and where its arrow ends. */
export interface Move {
  at: Place;
  to: Place;
  color: string;
  /** Its label; empty for none. */
  text: string;
}

/** From the centre of a dot or cross to its name, CSS pixels. */
const clear = 9;

/** Points as dots and centers as crosses, with their arrows and names; all in CSS pixels. */
export function moveMarks(points: Move[], centers: Move[], { edges }: Frame): Markish[] {
  const few = points.length <= 40, radius = few ? 4.5 : dotRadius(points.length);
  const colors = [...new Set(points.map(({ color }) => color))];
  const pixels = Float64Array.from(points.flatMap(({ at }) => [at.x, at.y]));
  const dots = { shown: points.map((_, i) => i), colors, edges, radius, opacity: few ? 1 : 0.6 };
  return [
    pathsMark(points.flatMap(({ at, to, color }) => arrowPaths(at, to, color, few ? 1.6 : 1))),
    dotsMark(pixels, points.map(({ color }) => colors.indexOf(color)), dots),
    pathsMark(centers.flatMap(({ at, to, color }) => arrowPaths(at, to, color, 2.2))),
    crossesMark(centers),
    ...nameMarks([...centers, ...points], edges),
  ];
}

function crossesMark(centers: Move[]): Markish {
  const crosses = centers.map(({ at: { x, y }, color }) => {
    const d = `M${(x - 6).toFixed(1)},${(y - 6).toFixed(1)}l12,12m0,-12l-12,12`;
    return { d, stroke: color };
  });
  const rims = crosses.map(({ d }) => ({ d, stroke: "white", "stroke-width": 6 }));
  return pathsMark([...rims, ...crosses], {
    fill: "none",
    "stroke-width": 3,
    "stroke-linecap": "round",
  });
}

/** Names on the side away from the arrow, clear of dots and crosses, and moved apart. */
function nameMarks(moves: Move[], [left, top, right, bottom]: Frame["edges"]): Markish[] {
  const named = moves.filter(({ text }) => text !== "").map((move) => ({
    ...move,
    half: textWidth(move.text) * 6 / 11,
  }));
  const places = named.map(({ at, to, half }) => {
    const dx = at.x - to.x, dy = at.y - to.y, length = Math.hypot(dx, dy);
    const [ux, uy] = length > 0.5 ? [dx / length, dy / length] : [0.7, -0.7];
    const away = Math.min((half + clear) / Math.abs(ux), (lineHeight / 2 + clear) / Math.abs(uy));
    return {
      x: Math.max(left + half, Math.min(right - half, at.x + ux * away)),
      y: at.y + uy * away,
    };
  });
  const stretches = places.map(({ x, y }, k): Stretch => {
    return { at: y, size: lineHeight, lane: [x - named[k].half, x + named[k].half] };
  });
  const moved = spreadAlong(stretches, [top, bottom]);
  return places.map(({ x, y }, k) => {
    const { text, color } = named[k];
    return pixelText([{ x, y: y + moved[k], text }], {
      fill: inkOf(color),
      fontWeight: "bold",
      fontSize: 12,
    });
  });
}
