/** How near to a prototype an image of the classes that were trained lies, and how near a stranger. */
import { check, properShare } from "../check.ts";
import { InputError } from "../errors.ts";
import type { Embeddings, Head } from "../types.ts";
import { anglesTo, nearestOf } from "./_prototype_angles.ts";

/** Where "none of these" begins. */
export interface PrototypeThreshold {
  /** Largest angle to the nearest prototype, degrees. */
  prototypeDegrees: number;
  /** Share of the known images within it whose nearest prototype is their own, 0 … 1. */
  knownAccepted?: number;
}

/** What it is chosen from; labels of `known` are the head's. */
export interface KnownAndStrangers {
  /** Images of the classes that were trained, but not trained on. */
  known?: Pick<Embeddings, "embeddings" | "embeddingSize" | "labels">;
  /** Images of other classes. By default each known image, with its own class left out. */
  strangers?: Pick<Embeddings, "embeddings" | "embeddingSize">;
}

/**
 * Choose the angle to the nearest prototype that at most a share of strangers reach.
 *
 * @param head One whose scores depend on angles alone.
 * @param options.falseAcceptRate Share of strangers that may be taken for known, above 0 and below 1.
 * @throws {InputError} Neither known images nor strangers. {@linkcode RangeError} for a share out of
 * range.
 */
export async function choosePrototypeThreshold(
  head: Head,
  { known, strangers }: KnownAndStrangers,
  { falseAcceptRate, classes }: { falseAcceptRate: number; classes: number },
): Promise<PrototypeThreshold> {
  check(falseAcceptRate, properShare, "choosePrototypeThreshold: falseAcceptRate");
  const anglesOf = (some: Pick<Embeddings, "embeddings" | "embeddingSize">) =>
    anglesTo(head, some.embeddings, { size: some.embeddingSize, classes });
  const ours = known && await anglesOf(known);
  const others = strangers
    ? (await anglesOf(strangers)).map((angles) => nearestOf(angles))
    : ours?.map((angles, i) => nearestOf(angles, known!.labels[i]));
  if (!others?.length) throw new InputError("there are no images to choose a threshold on");
  const sorted = others.toSorted((a, b) => a - b);
  const first = sorted[Math.floor(falseAcceptRate * sorted.length)]; // the first that is refused
  const prototypeDegrees = Math.max(0, first - 1e-9);
  if (!ours) return { prototypeDegrees };
  const right = ours.filter((angles, i) =>
    nearestOf(angles) <= prototypeDegrees && nearestOf(angles) === angles[known!.labels[i]]
  );
  return { prototypeDegrees, knownAccepted: right.length / ours.length };
}
