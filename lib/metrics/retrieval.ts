import { InputError } from "../errors.ts";
import { countsOf, type Labelled, unitRows } from "./_labelled.ts";

/** How well an embedding finds others of its class among all others, mean over the queries. */
export interface Retrieval {
  /** Share of embeddings whose nearest other is of their class. */
  precisionAt1: number;
  /** Share of their class among their R nearest, R being how many others their class has. */
  rPrecision: number;
  /** Mean over the first R places of precision there, where an embedding of the class stands; 0 at the other places. */
  meanAveragePrecisionAtR: number;
  /** Embeddings alone in their class: they cannot find any and are left out. */
  alone: number;
}

/**
 * Nearest-neighbour retrieval by angle, each embedding against all others. Of equal distances, those of other classes count as nearer.
 *
 * Source: Musgrave et al., "A Metric Learning Reality Check" (ECCV 2020), §2.2; the same numbers as pytorch-metric-learning's AccuracyCalculator.
 *
 * @throws {InputError} An embedding that is not finite or of length zero, or no class with two embeddings.
 */
export function retrieval(labelled: Labelled): Retrieval {
  const { labels, embeddingSize: size } = labelled, n = labels.length;
  const rows = unitRows("retrieval", labelled), counts = countsOf(labels);
  const distances = new Float32Array(n), keys = new Float64Array(n - 1);
  const sums = { first: 0, precision: 0, average: 0 };
  let queries = 0;
  for (let i = 0; i < n; i++) {
    const relevant = counts[labels[i]] - 1;
    if (relevant === 0) continue;
    queries++;
    distancesInto(distances, rows, rows.subarray(i * size, (i + 1) * size));
    rankInto(keys, distances, { labels, query: i });
    addQuery(sums, keys, relevant);
  }
  if (queries === 0) throw new InputError("retrieval: no class has two embeddings; there is nothing to find");
  return {
    precisionAt1: sums.first / queries,
    rPrecision: sums.precision / queries,
    meanAveragePrecisionAtR: sums.average / queries,
    alone: n - queries,
  };
}

/** Squared chords on the sphere: unlike a cosine, a small one keeps its digits. */
function distancesInto(out: Float32Array, rows: Float64Array, query: Float64Array): void {
  for (let j = 0, k = 0; j < out.length; j++) {
    let sum = 0;
    for (let d = 0; d < query.length; d++) sum += (query[d] - rows[k++]) ** 2;
    out[j] = sum;
  }
}

/** Sort the others by rising distance: a key holds the float32's bits, which rise with it, and last whether it is of the query's class. */
function rankInto(
  keys: Float64Array,
  distances: Float32Array,
  { labels, query }: { labels: ArrayLike<number>; query: number },
): void {
  const bits = new Int32Array(distances.buffer);
  for (let j = 0, k = 0; j < distances.length; j++) {
    if (j !== query) keys[k++] = 2 * bits[j] + (labels[j] === labels[query] ? 1 : 0);
  }
  keys.sort();
}

function addQuery(
  sums: { first: number; precision: number; average: number },
  keys: Float64Array,
  relevant: number,
): void {
  let hits = 0, average = 0;
  for (let place = 1; place <= relevant; place++) {
    if (keys[place - 1] % 2 === 0) continue;
    hits++;
    average += hits / place;
    if (place === 1) sums.first++;
  }
  sums.precision += hits / relevant;
  sums.average += average / relevant;
}
