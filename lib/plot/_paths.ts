import type { Markish } from "./_packages.ts";
import type { Place } from "./_places.ts";

/** One `<path>`: `d`, `stroke`, `fill` … */
export type PathAttributes = Record<string, string | number>;

/**
 * A mark made of paths in CSS pixels, for what Plot has no mark for: a group with attributes and
 * paths.
 */
export function pathsMark(paths: PathAttributes[], group: PathAttributes = {}): Markish {
  return (_index, _scales, _values, _dimensions, { document }) => {
    const element = (name: "g" | "path", attributes: PathAttributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
      return made;
    };
    const parent = element("g", group);
    for (const attributes of paths) parent.append(element("path", attributes));
    return parent;
  };
}

/** A point in path syntax, to a tenth of a pixel. */
export function pointText({ x, y }: Place): string {
  return `${+x.toFixed(1)},${+y.toFixed(1)}`;
}

/**
 * Paths of an arrow in CSS pixels: shaft and filled head, which Plot's arrows lack; none if it has
 * no length. A short arrow has a small head.
 */
export function arrowPaths(
  from: Place,
  to: Place,
  color: string,
  strokeWidth = 1.6,
): PathAttributes[] {
  const dx = to.x - from.x, dy = to.y - from.y, length = Math.hypot(dx, dy);
  if (length < 0.5) return [];
  const head = Math.min(5 + 2.5 * strokeWidth, length / 1.6), half = 0.39 * head;
  const [ux, uy] = [dx / length, dy / length];
  const neck = { x: to.x - ux * head, y: to.y - uy * head };
  const corner = (side: number) =>
    pointText({ x: neck.x - uy * half * side, y: neck.y + ux * half * side });
  return [
    { d: `M${pointText(from)}L${pointText(neck)}`, stroke: color, "stroke-width": strokeWidth },
    { d: `M${pointText(to)}L${corner(1)}L${corner(-1)}Z`, fill: color, stroke: "none" },
  ];
}
