/** Verification on a list of pairs of a run's images. */
import { parsePairs } from "../../data/mod.ts";
import { InputError, messageOf } from "../../errors.ts";
import type { OpenedRun } from "../../inference/mod.ts";
import { equalErrorRate, foldAccuracy, listedPairs, trueAcceptRateAt } from "../../metrics/mod.ts";
import { runEmbeddings } from "./run_embeddings.ts";

/** What a list of pairs gives; rates 0 … 1. */
export interface ListedResult {
  /** Pairs of one class, and of two. */
  pairs: { same: number; different: number };
  equalErrorRate: number;
  /** At a false accept rate of 1e-3. */
  trueAcceptRate: number;
  /** Ten folds; undefined with fewer than ten pairs. */
  foldAccuracy?: { mean: number; std: number };
  /** At the run's threshold. */
  accepted: { same: number; different: number };
}

const FOLDS = 10, FAR = 1e-3;

/**
 * Verify the pairs of a list in LFW's format, of images of the classes that a run held out, or of
 * its test images.
 *
 * @throws {InputError} The list cannot be read, or names what is not there.
 */
export async function verifyListed(
  run: OpenedRun,
  path: string,
  { place }: { place?: string },
): Promise<ListedResult> {
  const text = textAt(path), { pairs: set } = await runEmbeddings(run, { place, most: Infinity });
  const found = listedPairs(set, parsePairs(text, set, path));
  const { scores, isSame, same, different } = found;
  const accepted = (cosines: Float32Array) =>
    cosines.filter((cosine) => cosine >= run.threshold.cosine).length / cosines.length;
  return {
    pairs: { same: same.length, different: different.length },
    equalErrorRate: equalErrorRate(found).rate,
    trueAcceptRate: trueAcceptRateAt(found, FAR).rate,
    ...(scores.length < FOLDS ? {} : { foldAccuracy: foldAccuracy(scores, isSame) }),
    accepted: { same: accepted(same), different: accepted(different) },
  };
}

/** The result, a line each. */
export function* listedText(result: ListedResult): Generator<string> {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const { pairs, accepted, foldAccuracy: folds } = result;
  yield `${pairs.same} pairs of one class, ${pairs.different} of two`;
  yield `equal error rate ${percent(result.equalErrorRate)}, true accept rate ` +
    `${percent(result.trueAcceptRate)} at a false accept rate of ${FAR}`;
  if (folds) yield `accuracy by ten folds ${percent(folds.mean)} ± ${percent(folds.std)}`;
  yield `at the run's threshold ${
    percent(accepted.same)
  } of the pairs of one class are accepted, ` +
    `${percent(accepted.different)} of those of two`;
}

function textAt(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${messageOf(error)})`);
  }
}
