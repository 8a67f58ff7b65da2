import { InputError } from "../errors.ts";
import { cosinesInto, countsOf, type Labelled, unitRows } from "./_labelled.ts";

/** Cosines of pairs, in ascending order. */
export interface PairScores {
  /** Genuine pairs: both of one class. */
  same: Float32Array;
  /** Impostor pairs: of two classes. */
  different: Float32Array;
}

/**
 * Cosines of all N(N − 1)/2 pairs of embeddings, exact, 4 bytes each: 50 million pairs and 200 MB
 * for 10,000 embeddings.
 *
 * @throws {InputError} A non-finite or zero embedding, or no pairs of one kind.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const embeddings = Float32Array.of(1, 0, 2, 0, 0, 1);
 * const { same, different } = pairScores({ embeddings, embeddingSize: 2, labels: [0, 0, 1] });
 * assertEquals([[...same], [...different]], [[1], [0, 0]]);
 * ```
 */
export function pairScores(labelled: Labelled): PairScores {
  const { labels, embeddingSize: size } = labelled;
  const rows = unitRows("pairScores", labelled), n = labels.length;
  const sameCount = countsOf(labels).reduce((sum, count) => sum + count * (count - 1) / 2, 0);
  const scores = {
    same: new Float32Array(sameCount),
    different: new Float32Array(n * (n - 1) / 2 - sameCount),
  };
  checkBothKinds("pairScores", scores);
  const found = new Float32Array(n);
  for (let i = 0, s = 0, o = 0; i < n; i++) {
    cosinesInto(found, rows, {
      query: rows.subarray(i * size, (i + 1) * size),
      size,
      from: i + 1,
      to: n,
    });
    for (let j = i + 1; j < n; j++) {
      if (labels[j] === labels[i]) scores.same[s++] = found[j - i - 1];
      else scores.different[o++] = found[j - i - 1];
    }
  }
  scores.same.sort();
  scores.different.sort();
  return scores;
}

/** Reject scores without genuine or without impostor pairs. */
export function checkBothKinds(name: string, { same, different }: PairScores): void {
  if (same.length > 0 && different.length > 0) return;
  const missing = same.length === 0 ? "one class" : "two classes";
  throw new InputError(
    `${name}: there are no pairs of ${missing}; verification needs pairs of both kinds`,
  );
}
