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
    : randomRows([classes, embeddingSize], random);
  if (start === "separated" && embeddingSize > 2 && classes <= MOST_REPELLED) repel(rows);
  return tf.tensor2d(rows.flatMap((row) => [...row]), [classes, embeddingSize]);
}

function evenlyOnCircle(classes: number, random: Random): Float64Array[] {
  const turn = random(); // the whole circle is turned by a share of one step
  return Array.from(shuffledIndices(classes, random), (place) => {
    const angle = 2 * Math.PI * (place + turn) / classes;
    return Float64Array.of(Math.cos(angle), Math.sin(angle));
  });
}

function randomRows([classes, embeddingSize]: [number, number], random: Random): Float64Array[] {
  return Array.from(
    { length: classes },
    () => Float64Array.from({ length: embeddingSize }, () => randomNormal(random)),
  );
}

/** Moves unit vectors apart in place: each step away from all others, weighted by how near they are, less far every time. */
function repel(rows: Float64Array[]): void {
  rows.forEach(toUnitLength);
  const rounds = Math.min(200, Math.ceil(2e7 / (rows.length ** 2 * rows[0].length)));
  for (let round = 0; round < rounds; round++) {
    const reach = 1 - round / rounds;
    const pushes = rows.map((row) => pushOn(row, rows));
    rows.forEach((row, i) => {
      row.forEach((_, d) => row[d] += 0.5 * reach * pushes[i][d]);
      toUnitLength(row);
    });
  }
}

/** Mean direction away from the others, with weights e^(10·cos) that let only near ones count. */
function pushOn(row: Float64Array, rows: Float64Array[]): Float64Array {
  const push = new Float64Array(row.length);
  let total = 0;
  for (const other of rows) {
    if (other === row) continue;
    const weight = Math.exp(10 * row.reduce((sum, value, d) => sum + value * other[d], 0));
    total += weight;
    for (let d = 0; d < row.length; d++) push[d] -= weight * other[d];
  }
  return push.map((value) => value / total);
}

function toUnitLength(row: Float64Array): void {
  const length = Math.hypot(...row);
  row.forEach((_, d) => row[d] /= length);
}
