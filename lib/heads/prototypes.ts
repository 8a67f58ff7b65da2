import { tf } from "../engine/tensorflow.ts";
import { type Random, randomNormal, seededRandom, shuffledIndices } from "../random.ts";

/** Ways to initialise prototypes. */
export const prototypeInits = ["separated", "random"] as const;
/** One of {@linkcode prototypeInits}. */
export type PrototypeInit = typeof prototypeInits[number];

/** Repulsion costs C², and in the usual 128 dimensions random directions are nearly orthogonal. */
const MAX_REPELLED = 1000;

/**
 * Initial prototypes: `"separated"`, as far apart as possible, or `"random"`, normally distributed.
 *
 * Separated prototypes are evenly spaced on the circle for D = 2, in an order that depends on the
 * seed; for D > 2 they are random unit vectors that repel each other for some iterations. Above
 * 1,000 classes, and for D = 1, they stay random.
 *
 * Source: Mettes et al., "Hyperspherical Prototype Networks" (NeurIPS 2019), §3.1. There the
 * prototypes are fixed; here they are learned.
 *
 * @param size `[C, D]`.
 * @param options `init` and `seed`.
 * @returns `[C, D]`.
 */
export function initialPrototypes(
  [classes, embeddingSize]: [number, number],
  { init, seed }: { init: PrototypeInit; seed: number },
): tf.Tensor2D {
  const random = seededRandom(seed, 1);
  const rows = init === "separated" && embeddingSize === 2
    ? evenlyOnCircle(classes, random)
    : Float64Array.from({ length: classes * embeddingSize }, () => randomNormal(random));
  if (init === "separated" && embeddingSize > 2 && classes <= MAX_REPELLED) {
    repel(rows, embeddingSize);
  }
  return tf.tensor2d(Float32Array.from(rows), [classes, embeddingSize]);
}

function evenlyOnCircle(classes: number, random: Random): Float64Array {
  const offset = random(); // rotates the circle by a fraction of one step
  const rows = new Float64Array(2 * classes);
  shuffledIndices(classes, random).forEach((position, i) => {
    const angle = 2 * Math.PI * (position + offset) / classes;
    rows.set([Math.cos(angle), Math.sin(angle)], 2 * i);
  });
  return rows;
}

/**
 * Move unit vectors apart, in place: each is pushed away from all others, from closer ones more
 * strongly, with a step size that decays to 0.
 */
function repel(rows: Float64Array, size: number): void {
  normalizeRows(rows, size);
  const rounds = Math.min(200, Math.ceil(2e7 / (rows.length ** 2 / size)));
  const pushes = new Float64Array(rows.length);
  for (let round = 0; round < rounds; round++) {
    const decay = 1 - round / rounds;
    for (let row = 0; row < rows.length; row += size) pushOn(row, { rows, size, pushes });
    for (let at = 0; at < rows.length; at++) rows[at] += 0.5 * decay * pushes[at];
    normalizeRows(rows, size);
  }
}

interface Pushes {
  rows: Float64Array;
  size: number;
  pushes: Float64Array;
}

/**
 * The mean direction away from the others, weighted by e^(10·cos) so that only near ones count.
 * Plain loops: callbacks take six times as long.
 */
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

function normalizeRows(rows: Float64Array, size: number): void {
  for (let row = 0; row < rows.length; row += size) {
    const length = Math.hypot(...rows.subarray(row, row + size));
    for (let d = 0; d < size; d++) rows[row + d] /= length;
  }
}
