/** The pairs of embeddings that a threshold depends on. */
import { type Labelled, pairHistogram } from "../metrics/mod.ts";
import { cosineOf, unitRows } from "./_angles.ts";
import { Impostors } from "./_impostors.ts";

/** Pairs by class: all genuine ones, and the most similar impostors. */
export interface PairTail {
  /** Cosines of the pairs within each class, ascending, `[C]` arrays. */
  same: Float64Array[];
  /** Impostor pairs, by descending cosine. */
  impostors: Impostors;
  /** Embeddings of each class, `[C]`. */
  counts: Float64Array;
}

/**
 * So many impostor pairs are kept at least, and so many times what the rate accepts: in a resample
 * those of some class pairs count several times, others not at all.
 */
const LEAST = 2000, TIMES = 20;
/** The histogram's cosines are float32. */
const ROUNDING = 1e-6;

/**
 * Compare all pairs, and keep those that decide.
 *
 * @param share Of the impostor pairs that a threshold may accept; 20 times as many are kept.
 * @throws {InputError} An embedding without direction, or no pairs of one kind.
 */
export function pairTail(labelled: Labelled, share: number): PairTail {
  const { embeddingSize: size, labels } = labelled, n = labels.length;
  const { cut, most } = cutOf(labelled, share), counts = countsOf(labels);
  const x = unitRows(Float32Array.from(labelled.embeddings), size);
  const same = Array.from(counts, (count) => new Float64Array(count * (count - 1) / 2));
  const filled = new Uint32Array(counts.length), impostors = new Impostors(most, counts.length);
  for (let i = 0; i < n; i++) {
    const own = labels[i];
    for (let j = i + 1; j < n; j++) {
      const cosine = cosineOf([x, i], [x, j], size);
      if (labels[j] === own) same[own][filled[own]++] = cosine;
      else if (cosine >= cut) impostors.add(cosine, own, labels[j]);
    }
  }
  impostors.sort();
  return { same: same.map((cosines) => cosines.sort()), impostors, counts };
}

function countsOf(labels: ArrayLike<number>): Float64Array {
  const classes = Array.from(labels).reduce((most, label) => Math.max(most, label + 1), 0);
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  return counts;
}

/** A cosine that enough impostor pairs reach, and how many may reach it at most. */
function cutOf(labelled: Labelled, share: number): { cut: number; most: number } {
  const { different, thresholds } = pairHistogram(labelled);
  const all = different.reduce((sum, count) => sum + count, 0), needed = share * all + 1;
  const wanted = Math.max(LEAST, TIMES * needed);
  let kept = 0;
  for (let bin = different.length - 1; bin >= 0; bin--) {
    kept += different[bin];
    if (kept < wanted) continue;
    const cut = thresholds[bin] - ROUNDING;
    return { cut, most: reaching({ different, thresholds }, cut - ROUNDING) };
  }
  return { cut: -Infinity, most: all };
}

/** Impostor pairs in bins that end at a cosine or above. */
function reaching(
  { different, thresholds }: Pick<ReturnType<typeof pairHistogram>, "different" | "thresholds">,
  cosine: number,
): number {
  return different.reduce((sum, count, bin) => {
    const end = thresholds[bin + 1] ?? 1;
    return end >= cosine ? sum + count : sum;
  }, 0);
}
