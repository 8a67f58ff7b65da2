import type { Place } from "./_places.ts";
import { lineHeight, spreadAlong, type Stretch, textWidth } from "./_texts.ts";

/** A text outside a point on a circle. */
export interface CircleLabel {
  /** Radians, counter-clockwise from the right. */
  angle: number;
  /** Of its circle, in radii of the unit circle. */
  radius: number;
  text: string;
  color: string;
  bold?: boolean;
}

/** Where the unit circle and its texts are, CSS pixels. */
export interface CircleLayout {
  height: number;
  /** Radius of the unit circle. */
  unit: number;
  /** Position of an angle and a radius. */
  at(angle: number, radius: number): Place;
  /** Centres of the labels. */
  places: Place[];
}

/** Font size, CSS pixels. */
export const labelSize = 12.5;
/** From a circle to a text on it, and from texts to the figure's edge. */
const gap = 8, edge = 8;
/** Even if labels are too long for the figure. */
const smallestUnit = 30;

/** A label's size and its direction from its point. */
interface LabelBox {
  cos: number;
  sin: number;
  w: number;
  h: number;
  radius: number;
  /** From its point to its centre, horizontally. */
  aside: number;
}

/**
 * The largest circle that leaves room for its labels in a figure of this width, and the labels,
 * moved apart.
 */
export function layCircle(labels: CircleLabel[], width: number, reach: number): CircleLayout {
  const boxes = labels.map(boxOf), unit = largestUnit(boxes, width / 2 - edge, reach);
  const middles = spreadMiddles(boxes, unit);
  const top = Math.min(-reach * unit, ...middles.map(({ y }, k) => y - boxes[k].h / 2)) - edge;
  const bottom = Math.max(reach * unit, ...middles.map(({ y }, k) => y + boxes[k].h / 2)) + edge;
  return {
    height: bottom - top,
    unit,
    at: (angle, radius) => ({
      x: width / 2 + radius * unit * Math.cos(angle),
      y: -top - radius * unit * Math.sin(angle),
    }),
    places: middles.map(({ x, y }) => ({ x: width / 2 + x, y: y - top })),
  };
}

function boxOf({ angle, radius, text }: CircleLabel): LabelBox {
  const w = textWidth(text) * labelSize / 11, h = lineHeight * labelSize / 11;
  const cos = Math.cos(angle), sin = Math.sin(angle);
  // At the sides, neighbours have more room if texts are aligned outward; above and below, if
  // centred.
  const aside = (radius < 1 ? cos : Math.max(-1, Math.min(1, 2.5 * cos))) * w / 2;
  return { cos, sin, w, h, radius, aside };
}

/** @param room Half the figure's width, without the edge. */
function largestUnit(boxes: LabelBox[], room: number, reach: number): number {
  const most = boxes.filter(({ cos }) => Math.abs(cos) > 1e-6).map(({ cos, w, radius, aside }) =>
    (room - w / 2 - Math.abs(aside) - gap * Math.abs(cos)) / (radius * Math.abs(cos))
  );
  return Math.max(smallestUnit, Math.min(room / reach, ...most));
}

/** Centres of labels relative to the circle's centre, moved up or down where they would overlap. */
function spreadMiddles(boxes: LabelBox[], unit: number): Place[] {
  const middles = boxes.map(({ cos, sin, h, radius, aside }) => ({
    x: cos * (radius * unit + gap) + aside,
    y: -sin * (radius * unit + gap + h / 2),
  }));
  const stretches = boxes.map(({ w, h }, k): Stretch => {
    return {
      at: middles[k].y,
      size: h,
      lane: [middles[k].x - w / 2 - 3, middles[k].x + w / 2 + 3],
    };
  });
  const moves = spreadAlong(stretches, [-Infinity, Infinity]);
  return middles.map(({ x, y }, k) => ({ x, y: y + moves[k] }));
}
