/** The threshold of pairs whose classes count more or less. */
import type { PairTail } from "./_pair_tail.ts";

/** A threshold, and the share of genuine pairs that reach it. */
export interface Found {
  cosine: number;
  trueAcceptRate: number;
}

/**
 * The threshold for a share of the impostor pairs.
 *
 * @param weights How often each class counts, `[C]`.
 * @returns Undefined where the classes that count have no pairs of one kind.
 */
export function thresholdFor(
  tail: PairTail,
  weights: Float64Array,
  share: number,
): Found | undefined {
  const allowed = share * impostorsIn(tail.counts.map((count, c) => count * weights[c]));
  const genuine = tail.same.reduce((sum, { length }, c) => sum + weights[c] * length, 0);
  if (allowed === 0 || genuine === 0) return undefined;
  const cosine = lowest(tail, weights, allowed);
  const accepted = tail.same.reduce((sum, own, c) => sum + weights[c] * reaching(own, cosine), 0);
  return { cosine, trueAcceptRate: accepted / genuine };
}

/** The lowest cosine that no more than so many impostor pairs reach: just above the next one's. */
function lowest({ impostors }: PairTail, weights: Float64Array, allowed: number): number {
  let accepted = 0, above = 1;
  for (let i = 0; i < impostors.length; i++) {
    const { cosine, a, b } = impostors[i];
    accepted += weights[a] * weights[b];
    if (accepted > allowed) return cosine + Math.max(0, Math.min(1e-9, (above - cosine) / 2));
    if (weights[a] * weights[b] > 0 && impostors[i + 1]?.cosine !== cosine) above = cosine;
  }
  return impostors.at(-1)!.cosine;
}

/** Pairs of different classes: Σ nᵢnⱼ over i < j. */
export function impostorsIn(counts: Float64Array): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return (all ** 2 - counts.reduce((sum, count) => sum + count ** 2, 0)) / 2;
}

/** How many of ascending cosines are at least this one. */
function reaching(cosines: Float64Array, least: number): number {
  let low = 0, high = cosines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cosines[middle] < least) low = middle + 1;
    else high = middle;
  }
  return cosines.length - low;
}
