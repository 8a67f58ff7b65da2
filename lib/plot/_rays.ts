import type { Place } from "./_places.ts";

/** A prototype's direction as drawn, in CSS pixels. */
export interface Ray {
  class: number;
  /** Where it ends. */
  end: Place;
  /** Where its name goes. */
  label: Place;
  /** Another prototype of a class; the first one has the name. */
  unnamed?: boolean;
}

/** Room for its name between a ray's end and the frame. */
const endRoom = 22, labelRoom = 11;

/**
 * Rays from the origin through each prototype towards the frame. If more dimensions are projected,
 * a ray's length is scaled by its prototype's share in the plane.
 *
 * @param directions `[C, 2]`, in CSS pixels from the origin.
 * @param shares `[C]`: length of the prototype in the plane over its full length, 1 in 2-D.
 * @param options.frame Left, top, right, bottom.
 * @returns At most C rays: none for prototypes without a direction in the plane, and none at all if
 * the origin is outside.
 */
export function raysOf(
  directions: Float64Array,
  shares: number[],
  options: { origin: Place; frame: [number, number, number, number] },
): Ray[] {
  const { origin: { x, y }, frame: [left, top, right, bottom] } = options;
  if (x < left || x > right || y < top || y > bottom) return [];
  return shares.flatMap((share, c) => {
    const length = Math.hypot(directions[2 * c], directions[2 * c + 1]);
    if (!(length > 0) || !(share > 1e-3)) return [];
    const ux = directions[2 * c] / length, uy = directions[2 * c + 1] / length;
    const way = Math.min(
      ux > 0 ? (right - x) / ux : ux < 0 ? (left - x) / ux : Infinity,
      uy > 0 ? (bottom - y) / uy : uy < 0 ? (top - y) / uy : Infinity,
    );
    const end = Math.max(0, way - endRoom) * Math.min(1, share);
    const at = (distance: number) => ({ x: x + ux * distance, y: y + uy * distance });
    return [{ class: c, end: at(end), label: at(end + endRoom - labelRoom) }];
  });
}

/** W with the class number as subscript, as papers write a prototype. */
export function prototypeName(index: number): string {
  return "W" +
    [...String(index)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join("");
}
