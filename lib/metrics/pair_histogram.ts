import { InputError } from "../errors.ts";
import { cosinesInto, type Labelled, unitRows } from "./_labelled.ts";

/** Histogram of pair cosines in narrow bins: enough for verification, in little memory. */
export interface PairHistogram {
  /** Lower edges of the bins, ascending. */
  thresholds: Float32Array;
  /** Genuine pairs in each bin. */
  same: Float64Array;
  /** Impostor pairs in each bin. */
  different: Float64Array;
}

/** A bin is the exponent and the first 10 mantissa bits of 1 − cos as a float32. */
const SHIFT = 13;
const BINS = (floatBits(2) >>> SHIFT) + 1;

/**
 * The cosines of all N(N − 1)/2 pairs of embeddings, counted in bins: memory is that of the
 * embeddings, for any N. A bin is a thousandth of 1 − cos wide, so that small angles are resolved
 * as well as large ones.
 *
 * @throws {InputError} A non-finite or zero embedding, or no pairs of one kind.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { equalErrorRate } from "./verification.ts";
 *
 * const embeddings = Float32Array.of(1, 0, 2, 0, 0, 1);
 * const histogram = pairHistogram({ embeddings, embeddingSize: 2, labels: [0, 0, 1] });
 * assertEquals(equalErrorRate(histogram).rate, 0);
 * ```
 */
export function pairHistogram(labelled: Labelled): PairHistogram {
  const { labels, embeddingSize: size } = labelled;
  const rows = unitRows("pairHistogram", labelled), n = labels.length;
  const counts = { same: new Float64Array(BINS), different: new Float64Array(BINS) };
  const cosines = new Float32Array(n), distances = new Float32Array(n);
  const bits = new Int32Array(distances.buffer);
  for (let i = 0; i < n; i++) {
    const query = rows.subarray(i * size, (i + 1) * size);
    cosinesInto(cosines, rows, { query, size, from: i + 1, to: n });
    for (let k = 0; k < n - i - 1; k++) distances[k] = Math.max(0, 1 - cosines[k]);
    for (let k = 0; k < n - i - 1; k++) {
      const bin = BINS - 1 - (bits[k] >>> SHIFT);
      if (labels[i + 1 + k] === labels[i]) counts.same[bin]++;
      else counts.different[bin]++;
    }
  }
  refuseOneKind(counts);
  return { thresholds: lowerEdges(), ...counts };
}

/** The last bin holds a distance of 0. */
function lowerEdges(): Float32Array {
  const distances = new Float32Array(BINS), bits = new Int32Array(distances.buffer);
  for (let bin = 0; bin < BINS; bin++) bits[bin] = ((BINS - bin) << SHIFT) - 1;
  return distances.map((distance) => 1 - distance);
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0];
}

function refuseOneKind(counts: Omit<PairHistogram, "thresholds">): void {
  for (const kind of ["same", "different"] as const) {
    if (counts[kind].some((count) => count > 0)) continue;
    throw new InputError(
      `pairHistogram: there are no pairs of ${
        kind === "same" ? "one class" : "two classes"
      }; verification needs both kinds`,
    );
  }
}
