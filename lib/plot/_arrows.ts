import type { Place } from "./_places.ts";
import type { PathAttributes } from "./_svg_mark.ts";

/** Paths of an arrow in CSS pixels: shaft and head; none where it has no length. A short arrow has a small head. */
export function arrowPaths(from: Place, to: Place, color: string, strokeWidth = 1.6): PathAttributes[] {
  const dx = to.x - from.x, dy = to.y - from.y, length = Math.hypot(dx, dy);
  if (length < 0.5) return [];
  const head = Math.min(5 + 2.5 * strokeWidth, length / 1.6), half = 0.39 * head;
  const [ux, uy] = [dx / length, dy / length];
  const neck = { x: to.x - ux * head, y: to.y - uy * head };
  const corner = (side: number) => `${text(neck.x - uy * half * side)},${text(neck.y + ux * half * side)}`;
  return [
    {
      d: `M${text(from.x)},${text(from.y)}L${text(neck.x)},${text(neck.y)}`,
      stroke: color,
      "stroke-width": strokeWidth,
    },
    { d: `M${text(to.x)},${text(to.y)}L${corner(1)}L${corner(-1)}Z`, fill: color, stroke: "none" },
  ];
}

function text(value: number): string {
  return String(+value.toFixed(1));
}
