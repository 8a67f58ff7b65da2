import { numberText } from "./_axis.ts";
import { load } from "./_packages.ts";

/** Summary of a row of dots. */
export interface Summary {
  mean: number;
  /** Sample standard deviation (n − 1); `undefined` for a single value. */
  deviation?: number;
  low: number;
  high: number;
}

/** Mean, standard deviation and range of a group. */
export function summaryOf(values: ArrayLike<number>): Summary {
  const { deviation, extent, mean } = load("d3"),
    all = Array.from(values),
    [low, high] = extent(all);
  return { mean: mean(all)!, deviation: deviation(all), low: low!, high: high! };
}

/**
 * `98.13 ± 0.12`, with enough decimals for two digits of the largest deviation; each with its own
 * if these would hide the smallest.
 */
export function summaryTexts(summaries: Summary[], format?: (value: number) => string): string[] {
  const deviations = summaries.flatMap(({ deviation }) => deviation ? [deviation] : []);
  const common = twoDigits(Math.max(...deviations)),
    alike = Math.min(...deviations) >= 0.5 * 10 ** -common;
  return summaries.map(({ mean, deviation }) => {
    const decimals = alike || !deviation ? common : twoDigits(deviation);
    const write = format ?? ((value: number) => numberText(value, decimals));
    if (deviation !== undefined) return `${write(mean)} ± ${write(deviation)}`;
    return deviations.length || format
      ? write(mean)
      : String(+mean.toPrecision(4)).replace("-", "−");
  });
}

/** Decimals needed to show two digits of a number: 2 of 0.12, 0 of 12. */
function twoDigits(value: number): number {
  return value > 0 && value < Infinity ? Math.min(5, load("d3").precisionFixed(value / 10)) : 2;
}

/**
 * How far each dot moves up or down from its row so that overlapping ones are side by side.
 *
 * @param pixels Positions along the row.
 * @param size A dot's diameter.
 * @param most Lanes; if all are full, dots overlap (Plot's `dodgeY` would leave the row).
 */
export function lanesOf(pixels: number[], size: number, most: number): number[] {
  const order = pixels.map((_, k) => k).sort((a, b) => pixels[a] - pixels[b]);
  const ends = new Array(most).fill(-Infinity), offsets = new Array(pixels.length).fill(0);
  for (const k of order) {
    const lane = Math.max(0, ends.findIndex((end) => end <= pixels[k]));
    ends[lane] = pixels[k] + size;
    offsets[k] = Math.ceil(lane / 2) * size * (lane % 2 ? -1 : 1); // 0, up, down, further up …
  }
  return offsets;
}
