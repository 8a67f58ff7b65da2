/** The paper of a drawing: how light it is where, and how rough. */
import type { Pixels } from "./_resample.ts";

/** A plane over the image, as light falls from a side, and how far its paper strays from it. */
export interface Ground {
  /** What the paper would be at a pixel. */
  at(y: number, x: number): number;
  /** Median distance of the border's pixels from it. */
  noise: number;
}

/** A pixel of the border. */
type Sample = readonly [y: number, x: number, value: number];

/** Refits without what lies far off: ink that touches the border. */
const ROUNDS = 4;

/** A plane through the border's pixels, which are paper but for a few. */
export function groundOf(image: Pixels): Ground {
  const border = borderOf(image);
  let kept = near(border, constant(median(border.map(([, , value]) => value))));
  let ground = constant(median(kept.map(([, , value]) => value)));
  for (let round = 0; round < ROUNDS; round++) {
    ground = planeThrough(kept);
    kept = near(border, ground);
  }
  return { at: ground, noise: median(border.map((sample) => distance(sample, ground))) };
}

type Surface = Ground["at"];

const constant = (value: number): Surface => () => value;
const distance = ([y, x, value]: Sample, surface: Surface) => Math.abs(value - surface(y, x));

/** Samples within three medians of a surface, and at least a grey level. */
function near(border: Sample[], surface: Surface): Sample[] {
  const reach = Math.max(1, 3 * median(border.map((sample) => distance(sample, surface))));
  return border.filter((sample) => distance(sample, surface) <= reach);
}

/** Least squares; a constant where all samples lie on a line. */
function planeThrough(samples: Sample[]): Surface {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [y0, x0, v0] = [0, 1, 2].map((k) => mean((sample) => sample[k]));
  const yy = mean(([y]) => (y - y0) ** 2), xx = mean(([, x]) => (x - x0) ** 2);
  const yx = mean(([y, x]) => (y - y0) * (x - x0));
  const yv = mean(([y, , v]) => (y - y0) * (v - v0)), xv = mean(([, x, v]) => (x - x0) * (v - v0));
  const determinant = yy * xx - yx * yx;
  if (determinant < 1e-6 * yy * xx || yy * xx === 0) return constant(v0);
  const down = (yv * xx - xv * yx) / determinant, across = (xv * yy - yv * yx) / determinant;
  return (y, x) => v0 + down * (y - y0) + across * (x - x0);
}

function borderOf({ values, height, width }: Pixels): Sample[] {
  const border: Sample[] = [];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) border.push([y, x, values[y * width + x]]);
  }
  return border;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
