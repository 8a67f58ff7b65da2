/** The threshold of a run for which none was chosen. */
import { tf } from "../engine/mod.ts";
import { classesOf } from "../training/checks.ts";
import type { Model } from "../types.ts";
import { cosineOfDegrees, degreesOf } from "./_angles.ts";

/** Where "the same class" ends. */
export interface Threshold {
  /** Two embeddings are of one class at or above this cosine. */
  cosine: number;
  /** The same as an angle, degrees: at or below it. */
  degrees: number;
  /** Largest angle to the nearest prototype of an image that is known, where it was chosen. */
  prototypeDegrees?: number;
  /** The share of pairs of different classes it was chosen to accept; absent in a default. */
  falseAcceptRate?: number;
  /** Whether it was chosen from pairs, by {@linkcode chooseThreshold}, and not a default. */
  chosen: boolean;
}

/** Of a model with a single prototype. */
const ALONE = 45;
/** Prototypes compared at a time. */
const CHUNK = 500;

/**
 * Half the smallest angle between the prototypes of two classes: nearer to one of them than that,
 * an embedding is nearer to it than to all others.
 *
 * It says nothing of false accepts: {@linkcode chooseThreshold} does.
 */
export async function defaultThreshold(model: Model): Promise<Threshold> {
  const cosine = await nearestCosine(model);
  const degrees = cosine === undefined ? ALONE : degreesOf(cosine) / 2;
  return { cosine: cosineOfDegrees(degrees), degrees, chosen: false };
}

/**
 * A threshold in words: `12.34°, chosen for a false accept rate of 0.001`.
 *
 * @param degrees That of pairs by default; `prototypeDegrees` for what `predict` goes by.
 */
export function thresholdText(
  { falseAcceptRate, chosen, ...threshold }: Threshold,
  degrees: number = threshold.degrees,
): string {
  const angle = `${degrees.toFixed(2)}°`;
  return chosen
    ? `${angle}, chosen for a false accept rate of ${falseAcceptRate}`
    : `${angle}, half the smallest angle between two prototypes: none was chosen for this run yet`;
}

/** The largest cosine between prototypes of two classes. */
async function nearestCosine({ head }: Model): Promise<number | undefined> {
  const rows = head.prototypes.shape[0], each = rows / classesOf(head);
  if (rows / each < 2) return undefined;
  let most = -1;
  for (let from = 0; from < rows; from += CHUNK) {
    const length = Math.min(CHUNK, rows - from);
    const found = tf.tidy(() => {
      const unit = unitVectors(head.prototypes as tf.Tensor2D); // [C·K, D]
      const cosines = tf.matMul(unit.slice(from, length), unit, false, true); // [chunk, C·K]
      const own = classOf(from, length, each).expandDims(1);
      const isSame = own.equal(classOf(0, rows, each).expandDims(0)); // [chunk, C·K]
      return cosines.sub(isSame.toFloat().mul(4)).max();
    });
    most = Math.max(most, (await found.data())[0]);
    found.dispose();
  }
  return most;
}

function classOf(from: number, length: number, each: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from({ length }, (_, i) => Math.floor((from + i) / each)));
}

function unitVectors(rows: tf.Tensor2D): tf.Tensor2D {
  return rows.div(rows.square().sum(1, true).maximum(1e-12).sqrt());
}
