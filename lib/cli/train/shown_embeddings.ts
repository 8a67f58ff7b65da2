import { subset } from "../../data/mod.ts";
import { evenlyChosen } from "../../plot/mod.ts";
import { embed, type Training } from "../../training/mod.ts";
import { someStrangers } from "../../training/some_strangers.ts";
import { listedPairs, pairHistogram, type Scores } from "../../metrics/mod.ts";
import type { Embeddings } from "../../types.ts";
import type { StartedRun } from "./start.ts";

/** Training images that are drawn where there are no others. */
const DRAWN = 2000;

/**
 * What is drawn: the test set, else unseen classes, else some training images. In memory after an
 * epoch, unless the run was killed while drawing after its last one.
 */
export async function embeddingsOf(
  { model, data: { train, test, unseen } }: Pick<StartedRun, "model" | "data">,
  training: Training,
): Promise<Embeddings> {
  const known = training.testEmbeddings();
  if (known) return known;
  const set = test ?? unseen ?? subset(train, evenlyChosen(train.length, DRAWN));
  const embeddings = await embed(model, set);
  return set === unseen ? { ...embeddings, prototypes: undefined } : embeddings;
}

/** How alike pairs of strangers are, where a run has such. */
export async function strangerScores(
  { model, data: { test, unseen, pairs }, records }: Pick<StartedRun, "model" | "data" | "records">,
  shown: Embeddings,
): Promise<Scores | undefined> {
  if (records.at(-1)?.equalErrorRate === undefined) return undefined;
  const embeddings = unseen && test ? await embed(model, unseen) : shown;
  return pairs ? listedPairs(embeddings, pairs) : pairHistogram(someStrangers(embeddings));
}
