import { subset } from "../../data/mod.ts";
import { seededRandom, shuffledIndices } from "../../random.ts";
import type { Dataset } from "../../types.ts";

/**
 * Some images of a set, drawn by chance, in their order; all where there are no more.
 *
 * @param stream Of its own among the streams of random numbers.
 */
export function drawn(set: Dataset, count: number, stream: number): Dataset {
  if (set.length <= count) return set;
  const order = shuffledIndices(set.length, seededRandom(1, stream));
  return subset(set, order.subarray(0, count).toSorted());
}
