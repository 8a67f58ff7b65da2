/** The threshold of pairs whose classes count more or less. */
import type { Impostors } from "./_impostors.ts";
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
  const all = impostorsIn(tail.counts.map((count, c) => count * weights[c]));
  const genuine = tail.same.reduce((sum, { length }, c) => sum + weights[c] * length, 0);
  if (all === 0 || genuine === 0) return undefined;
  const cosine = lowest(tail, weights, { all, allowed: share * all });
  const accepted = tail.same.reduce((sum, own, c) => sum + weights[c] * reaching(own, cosine), 0);
  return { cosine, trueAcceptRate: accepted / genuine };
}

/** The lowest cosine that no more than so many impostor pairs reach: just above the next one's. */
function lowest(
  tail: PairTail,
  weights: Float64Array,
  { all, allowed }: { all: number; allowed: number },
): number {
  const { impostors, counts } = tail, { cosines, length } = impostors;
  const isWhole = length === impostorsIn(counts); // else its end is not that of all pairs
  const first = isWhole && allowed > all / 2
    ? fromEnd(impostors, weights, all - allowed)
    : fromStart(impostors, weights, allowed);
  return first < length ? cosines[first] + step(impostors, weights, first) : cosines[length - 1];
}

/** The first pair with which more than so many are accepted; none is `length`. */
function fromStart({ a, b, length }: Impostors, weights: Float64Array, allowed: number): number {
  let accepted = 0;
  for (let i = 0; i < length; i++) {
    accepted += weights[a[i]] * weights[b[i]];
    if (accepted > allowed) return i;
  }
  return length;
}

/** The same from the other end, by how many are to be refused: at most half of them are looked at. */
function fromEnd({ a, b, length }: Impostors, weights: Float64Array, refused: number): number {
  let i = length - 1;
  for (let after = 0; i > 0; i--) {
    after += weights[a[i]] * weights[b[i]];
    if (after >= refused) return i;
  }
  return i;
}

/** Half the way to the next more similar pair that counts, and no more than 1e-9. */
function step({ cosines, a, b }: Impostors, weights: Float64Array, from: number): number {
  const cosine = cosines[from];
  let i = from - 1;
  while (i >= 0 && (cosines[i] === cosine || weights[a[i]] * weights[b[i]] === 0)) i--;
  return Math.max(0, Math.min(1e-9, ((i < 0 ? 1 : cosines[i]) - cosine) / 2));
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
