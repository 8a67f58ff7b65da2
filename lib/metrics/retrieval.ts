import { InputError } from "../errors.ts";
import { countsOf, type Labelled, unitRows } from "./_labelled.ts";

/** How well embeddings retrieve others of their class, mean over the queries. */
export interface Retrieval {
  /** Share of queries whose nearest neighbour is of the same class. */
  precisionAt1: number;
  /** Share of the query's class among its R nearest neighbours, R the number of others in it. */
  rPrecision: number;
  /** MAP@R: mean over ranks 1 to R of the precision at hits, 0 at misses. */
  meanAveragePrecisionAtR: number;
  /** Queries without another embedding of their class, which are excluded. */
  singletons: number;
}

/**
 * Nearest-neighbour retrieval by angle: each query against a gallery, or each embedding against all
 * others. Ties rank embeddings of other classes first.
 *
 * Source: Musgrave et al., "A Metric Learning Reality Check" (ECCV 2020), §2.2; same results as
 * pytorch-metric-learning's AccuracyCalculator.
 *
 * @param queries Query embeddings.
 * @param gallery Embeddings to search; by default the queries, each excluding itself.
 * @throws {InputError} A non-finite or zero embedding, embeddings of different sizes, or no query
 * with another embedding of its class.
 */
export function retrieval(queries: Labelled, gallery?: Labelled): Retrieval {
  const { labels, embeddingSize: size } = queries, among = gallery ?? queries;
  if (among.embeddingSize !== size) {
    throw new InputError(
      `retrieval: queries are of ${size} numbers, the gallery of ${among.embeddingSize}; use one model`,
    );
  }
  const looked = unitRows("retrieval", queries);
  const rows = gallery ? unitRows("retrieval (gallery)", gallery) : looked;
  const n = among.labels.length, counts = countsOf(among.labels), itself = gallery ? 0 : 1;
  const distances = new Float32Array(n), keys = new Float64Array(n - itself);
  const sums = { first: 0, precision: 0, average: 0 };
  let counted = 0;
  for (let i = 0; i < labels.length; i++) {
    const relevant = (counts[labels[i]] ?? 0) - itself;
    if (relevant <= 0) continue;
    counted++;
    distancesInto(distances, rows, looked.subarray(i * size, (i + 1) * size));
    rankInto(keys, distances, {
      labels: among.labels,
      label: labels[i],
      left: gallery ? -1 : i,
    });
    addQuery(sums, keys, relevant);
  }
  if (counted === 0) {
    throw new InputError(
      gallery
        ? "retrieval: no query is of a class in the gallery; there is nothing to find"
        : "retrieval: no class has two embeddings; there is nothing to find",
    );
  }
  return {
    precisionAt1: sums.first / counted,
    rPrecision: sums.precision / counted,
    meanAveragePrecisionAtR: sums.average / counted,
    singletons: labels.length - counted,
  };
}

/**
 * Precision@1 alone, without sorting: the share of embeddings whose nearest neighbour is of the
 * same class. Those alone in their class are excluded.
 *
 * @throws {InputError} As {@linkcode retrieval}.
 */
export function precisionAt1(labelled: Labelled): number {
  const { labels, embeddingSize: size } = labelled, n = labels.length;
  const rows = unitRows("precisionAt1", labelled), counts = countsOf(labels);
  const distances = new Float32Array(n);
  let queries = 0, hits = 0;
  for (let i = 0; i < n; i++) {
    if (counts[labels[i]] < 2) continue;
    queries++;
    distancesInto(distances, rows, rows.subarray(i * size, (i + 1) * size));
    if (isHit(distances, { labels, query: i })) hits++;
  }
  if (queries === 0) {
    throw new InputError("precisionAt1: no class has two embeddings; there is nothing to find");
  }
  return hits / queries;
}

/** In a tie, an embedding of another class wins. */
function isHit(
  distances: Float32Array,
  { labels, query }: { labels: ArrayLike<number>; query: number },
): boolean {
  let nearest = Infinity, hit = false;
  for (let j = 0; j < distances.length; j++) {
    if (j === query || distances[j] > nearest) continue;
    const same = labels[j] === labels[query];
    hit = distances[j] < nearest ? same : hit && same;
    nearest = distances[j];
  }
  return hit;
}

/** Squared chord lengths: unlike cosines, they stay precise at small angles. */
function distancesInto(out: Float32Array, rows: Float64Array, query: Float64Array): void {
  for (let j = 0, k = 0; j < out.length; j++) {
    let sum = 0;
    for (let d = 0; d < query.length; d++) sum += (query[d] - rows[k++]) ** 2;
    out[j] = sum;
  }
}

/**
 * Sort all but the one at `left` by ascending distance. A key is the float32's bits, which sort
 * like its value, followed by one bit for whether the label is the query's.
 */
function rankInto(
  keys: Float64Array,
  distances: Float32Array,
  { labels, label, left }: { labels: ArrayLike<number>; label: number; left: number },
): void {
  const bits = new Int32Array(distances.buffer);
  for (let j = 0, k = 0; j < distances.length; j++) {
    if (j !== left) keys[k++] = 2 * bits[j] + (labels[j] === label ? 1 : 0);
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
