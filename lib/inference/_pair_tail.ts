/** The pairs of embeddings that a threshold depends on. */
import { type Labelled, pairHistogram } from "../metrics/mod.ts";
import { cosineOf, unitRows } from "./_angles.ts";

/** Pairs by class: all genuine ones, and the most similar impostors. */
export interface PairTail {
  /** Cosines of the pairs within each class, ascending, `[C]` arrays. */
  same: Float64Array[];
  /** Impostor pairs, by descending cosine. */
  impostors: { cosine: number; a: number; b: number }[];
  /** Embeddings of each class, `[C]`. */
  counts: Float64Array;
}

/** At least so many impostor pairs are kept, at most so many beyond what is needed. */
const LEAST = 2000, MOST = 200_000;

/**
 * Compare all pairs, and keep those that decide.
 *
 * @param share Of the impostor pairs that a threshold may accept; 20 times as many are kept.
 * @throws {InputError} An embedding without direction, or no pairs of one kind.
 */
export function pairTail(labelled: Labelled, share: number): PairTail {
  const { embeddingSize: size, labels } = labelled, cut = cutOf(labelled, share);
  const x = unitRows(Float32Array.from(labelled.embeddings), size), n = labels.length;
  const classes = Array.from(labels).reduce((most, label) => Math.max(most, label + 1), 0);
  const same: number[][] = Array.from({ length: classes }, () => []);
  const impostors: PairTail["impostors"] = [], counts = new Float64Array(classes);
  for (let i = 0; i < n; i++) {
    counts[labels[i]]++;
    for (let j = i + 1; j < n; j++) {
      const cosine = cosineOf([x, i], [x, j], size);
      if (labels[i] === labels[j]) same[labels[i]].push(cosine);
      else if (cosine >= cut) impostors.push({ cosine, a: labels[i], b: labels[j] });
    }
  }
  impostors.sort((p, q) => q.cosine - p.cosine);
  return { same: same.map((cosines) => Float64Array.from(cosines).sort()), impostors, counts };
}

/** A cosine that enough impostor pairs reach. */
function cutOf(labelled: Labelled, share: number): number {
  const { different, thresholds } = pairHistogram(labelled);
  const needed = share * different.reduce((sum, count) => sum + count, 0) + 1;
  const wanted = Math.max(LEAST, 2 * needed, Math.min(20 * needed, MOST));
  let kept = 0;
  for (let bin = different.length - 1; bin >= 0; bin--) {
    kept += different[bin];
    if (kept >= wanted) return thresholds[bin] - 1e-6; // cosines there are float32
  }
  return -Infinity;
}
