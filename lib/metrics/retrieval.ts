import { InputError } from "../errors.ts";
import { countsOf, type Labelled, unitRows } from "./_labelled.ts";

/** How well embeddings retrieve others of their class, mean over the queries. */
export interface Retrieval {
  /** Share of queries whose nearest neighbour is of their class. */
  precisionAt1: number;
  /** Share of the query's class among its R nearest neighbours, R the number of others in it. */
  rPrecision: number;
  /** MAP@R: mean over ranks 1 to R of the precision at hits, 0 at misses. */
  meanAveragePrecisionAtR: number;
  /** Embeddings that are the only one of their class, which are left out as queries. */
  singletons: number;
}

/**
 * Nearest-neighbour retrieval by angle, each embedding against all others. Ties rank embeddings of
 * other classes first.
 *
 * Source: Musgrave et al., "A Metric Learning Reality Check" (ECCV 2020), §2.2; same results as
 * pytorch-metric-learning's AccuracyCalculator.
 *
 * @throws {InputError} A non-finite or zero embedding, or no class with two embeddings.
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
  if (queries === 0) {
    throw new InputError("retrieval: no class has two embeddings; there is nothing to find");
  }
  return {
    precisionAt1: sums.first / queries,
    rPrecision: sums.precision / queries,
    meanAveragePrecisionAtR: sums.average / queries,
    singletons: n - queries,
  };
}

/** Squared chord lengths: unlike cosines, they keep their precision at small angles. */
function distancesInto(out: Float32Array, rows: Float64Array, query: Float64Array): void {
  for (let j = 0, k = 0; j < out.length; j++) {
    let sum = 0;
    for (let d = 0; d < query.length; d++) sum += (query[d] - rows[k++]) ** 2;
    out[j] = sum;
  }
}

/**
 * Sort the others by ascending distance. A key is the float32's bits, which order like its value,
 * followed by one bit for whether the label is the query's.
 */
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
  for (let rank = 1; rank <= relevant; rank++) {
    if (keys[rank - 1] % 2 === 0) continue;
    hits++;
    average += hits / rank;
    if (rank === 1) sums.first++;
  }
  sums.precision += hits / relevant;
  sums.average += average / relevant;
}
