/** Verification on a list of pairs of a run's images. */
import { subset } from "../../data/mod.ts";
import type { NamedPair } from "../../data/pair_list.ts";
import { pairsIn } from "../../data/pairs.ts";
import type { OpenedRun } from "../../inference/mod.ts";
import {
  equalErrorRate,
  foldAccuracy,
  type ListedPairs,
  listedPairs,
  roc,
  trueAcceptRateAt,
} from "../../metrics/mod.ts";
import { plotRoc } from "../../plot/mod.ts";
import { embed } from "../../training/mod.ts";
import type { Figure } from "../../types.ts";
import { verifiedPart } from "./run_embeddings.ts";

/** What a list of pairs gives; rates 0 … 1. */
export interface ListedResult {
  /** Pairs of one class, and of two. */
  pairs: { same: number; different: number };
  equalErrorRate: number;
  /** At each false accept rate that is at least one of the pairs of two classes. */
  trueAcceptRates: { falseAcceptRate: number; trueAcceptRate: number }[];
  /** Ten folds; undefined with fewer than ten pairs. */
  foldAccuracy?: { mean: number; std: number };
  /** At the run's threshold. */
  accepted: { same: number; different: number };
}

const FOLDS = 10, RATES = [0.1, 0.01, 0.001, 0.0001];

/**
 * Verify the pairs of a list in LFW's format, of images of the classes that a run held out, or of
 * its test images.
 *
 * @param options `place`: where the data are, if they were moved.
 * @throws {InputError} The list names what is not there; the data are gone, or others.
 */
export async function verifyListed(
  run: OpenedRun,
  list: readonly NamedPair[],
  { place }: { place?: string },
): Promise<{ result: ListedResult; scores: ListedPairs }> {
  const found = await compared(run, list, { place }), { scores, isSame, same, different } = found;
  const accepted = (cosines: Float32Array) =>
    cosines.filter((cosine) => cosine >= run.threshold.cosine).length / cosines.length;
  const rates = RATES.filter((rate) => rate * different.length >= 1);
  const result = {
    pairs: { same: same.length, different: different.length },
    equalErrorRate: equalErrorRate(found).rate,
    trueAcceptRates: rates.map((falseAcceptRate) => ({
      falseAcceptRate,
      trueAcceptRate: trueAcceptRateAt(found, falseAcceptRate).rate,
    })),
    ...(scores.length < FOLDS ? {} : { foldAccuracy: foldAccuracy(scores, isSame) }),
    accepted: { same: accepted(same), different: accepted(different) },
  };
  return { result, scores: found };
}

/** Only the images that are named pass through the network. */
async function compared(
  run: OpenedRun,
  list: readonly NamedPair[],
  { place }: { place?: string },
): Promise<ListedPairs> {
  const { set } = await verifiedPart(run, { place }), pairs = pairsIn(set, list);
  const named = [...new Set(pairs.flat())].sort((a, b) => a - b);
  const rows = new Map(named.map((index, row) => [index, row]));
  const embeddings = await embed(run.model, subset(set, named));
  return listedPairs(embeddings, pairs.map(([a, b]) => [rows.get(a)!, rows.get(b)!] as const));
}

/** True over false accepts of the listed pairs. */
export function listedFigure(
  { model }: OpenedRun,
  scores: ListedPairs,
  { same, different }: ListedResult["pairs"],
): Figure {
  const { rate } = equalErrorRate(scores), { name } = model.head;
  return plotRoc({ [name]: roc(scores) }, {
    from: Math.min(0.1, Math.max(1e-4, 1 / different)), // less than one pair is none
    title: `${name}: ${(same + different).toLocaleString("en")} listed pairs`,
    subtitle: `equal error rate ${(100 * rate).toFixed(2)} %`,
  });
}

/** Whether a fold, a tenth of the list, has pairs of one kind alone: its accuracy means little. */
export function hasOneSidedFold({ isSame }: ListedPairs): boolean {
  const { length } = isSame;
  if (length < FOLDS) return false;
  const kinds = Array.from({ length: FOLDS }, () => new Set<boolean>());
  for (let i = 0; i < length; i++) kinds[Math.floor(i * FOLDS / length)].add(!!isSame[i]);
  return kinds.some(({ size }) => size < 2);
}

/** The result, a line each. */
export function* listedText(result: ListedResult): Generator<string> {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const { pairs, accepted, foldAccuracy: folds } = result;
  yield `${pairs.same} ${
    pairs.same === 1 ? "pair" : "pairs"
  } of one class, ${pairs.different} of two`;
  yield `equal error rate ${percent(result.equalErrorRate)}`;
  for (const { falseAcceptRate, trueAcceptRate } of result.trueAcceptRates) {
    yield `true accept rate ${
      percent(trueAcceptRate)
    } at a false accept rate of ${falseAcceptRate}`;
  }
  if (folds) {
    yield `accuracy by ten folds, in the list's order, ${percent(folds.mean)} ± ${
      percent(folds.std)
    }`;
  }
  yield `at the run's threshold ${
    percent(accepted.same)
  } of the pairs of one class are accepted, ` +
    `${percent(accepted.different)} of those of two`;
}
