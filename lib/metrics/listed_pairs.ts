import { InputError } from "../errors.ts";
import { type Labelled, unitRows } from "./_labelled.ts";
import { checkBothKinds, type PairScores } from "./pair_scores.ts";

/** Cosines of given pairs: in their order, and sorted by kind. */
export interface ListedPairs extends PairScores {
  /** Of each pair, in the given order: `[P]`. */
  scores: Float32Array;
  /** Whether each pair is of one class: `[P]`. */
  isSame: boolean[];
}

/**
 * Cosines of the pairs of a list, as benchmarks such as LFW give them.
 *
 * @param pairs Two indices of embeddings each.
 * @throws {InputError} An index out of range, a non-finite or zero embedding, or no pairs of one
 * kind.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const labelled = { embeddings: [1, 0, 0, 1, 2, 0], embeddingSize: 2, labels: [0, 1, 0] };
 * const { scores, isSame } = listedPairs(labelled, [[0, 2], [1, 2]]);
 * assertEquals([[...scores], isSame], [[1, 0], [true, false]]);
 * ```
 */
export function listedPairs(
  labelled: Labelled,
  pairs: readonly (readonly [number, number])[],
): ListedPairs {
  const { labels, embeddingSize: size } = labelled, rows = unitRows("listedPairs", labelled);
  const wrong = pairs.findIndex((pair) => pair.some((i) => !(labels[i] >= 0)));
  if (wrong !== -1) {
    throw new InputError(
      `listedPairs: pair ${wrong} is of ${
        pairs[wrong].join(" and ")
      }, but there are ${labels.length} embeddings`,
    );
  }
  const scores = Float32Array.from(pairs, ([i, j]) => {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += rows[i * size + d] * rows[j * size + d];
    return sum;
  });
  const isSame = pairs.map(([i, j]) => labels[i] === labels[j]);
  const [same, different] = [true, false].map((kind) =>
    scores.filter((_, i) => isSame[i] === kind).sort()
  );
  checkBothKinds("listedPairs", { same, different });
  return { scores, isSame, same, different };
}
