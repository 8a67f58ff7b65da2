import { tf } from "../engine/mod.ts";
import { type Random, randomNormal, seededRandom, shuffledIndices } from "../random.ts";

/** Where prototypes may start. */
export const prototypeStarts = ["separated", "random"] as const;
/** One of {@linkcode prototypeStarts}. */
export type PrototypeStart = typeof prototypeStarts[number];

/** Above this many classes, random directions in the usual 128 dimensions and more are nearly at right angles, and repulsion costs C². */
const MOST_REPELLED = 1000;

/**
 * Starting prototypes: `"separated"`, as far from each other as can be, or `"random"`, from the normal distribution.
 *
 * On a circle separated ones stand evenly, in an order drawn by the seed; in more dimensions random unit vectors repel each other for a while;
 * above 1,000 classes, or with one dimension, they stay random.
 *
 * Source: Mettes et al., "Hyperspherical Prototype Networks" (NeurIPS 2019), §3.1, who keep them there; here they go on learning.
 *
 * @param size `[C, D]`.
 * @param options `start` and `seed`.
 * @returns `[C, D]`.
 */
export function startingPrototypes(
  [classes, embeddingSize]: [number, number],
  { start, seed }: { start: PrototypeStart; seed: number },
): tf.Tensor2D {
  const random = seededRandom(seed, 1);
  const rows = start === "separated" && embeddingSize === 2
    ? evenlyOnCircle(classes, random)
    : Float64Array.from({ length: classes * embeddingSize }, () => randomNormal(random));
  if (start === "separated" && embeddingSize > 2 && classes <= MOST_REPELLED) repel(rows, embeddingSize);
  return tf.tensor2d(Float32Array.from(rows), [classes, embeddingSize]);
}

function evenlyOnCircle(classes: number, random: Random): Float64Array {
  const turn = random(); // the whole circle is turned by a share of one step
  const rows = new Float64Array(2 * classes);
  shuffledIndices(classes, random).forEach((place, i) => {
    const angle = 2 * Math.PI * (place + turn) / classes;
    rows.set([Math.cos(angle), Math.sin(angle)], 2 * i);
  });
  return rows;
}

/** Moves unit vectors, one row after another, apart in place: each step away from all others, weighted by how near they are, less far every time. */
function repel(rows: Float64Array, size: number): void {
  toUnitLength(rows, size);
  const rounds = Math.min(200, Math.ceil(2e7 / (rows.length ** 2 / size)));
  const pushes = new Float64Array(rows.length);
  for (let round = 0; round < rounds; round++) {
    const reach = 1 - round / rounds;
    for (let row = 0; row < rows.length; row += size) pushOn(row, { rows, size, pushes });
    for (let at = 0; at < rows.length; at++) rows[at] += 0.5 * reach * pushes[at];
    toUnitLength(rows, size);
  }
}

interface Pushes {
  rows: Float64Array;
  size: number;
  pushes: Float64Array;
}

/** Mean direction away from the others, with weights e^(10·cos) that let only near ones count. Loops, since callbacks take six times as long. */
function pushOn(row: number, { rows, size, pushes }: Pushes): void {
  const push = pushes.subarray(row, row + size).fill(0);
  let total = 0;
  for (let other = 0; other < rows.length; other += size) {
    if (other === row) continue;
    let cosine = 0;
    for (let d = 0; d < size; d++) cosine += rows[row + d] * rows[other + d];
    const weight = Math.exp(10 * cosine);
    total += weight;
    for (let d = 0; d < size; d++) push[d] -= weight * rows[other + d];
  }
  for (let d = 0; d < size; d++) push[d] /= total;
}

function toUnitLength(rows: Float64Array, size: number): void {
  for (let row = 0; row < rows.length; row += size) {
    const length = Math.hypot(...rows.subarray(row, row + size));
    for (let d = 0; d < size; d++) rows[row + d] /= length;
  }
}
