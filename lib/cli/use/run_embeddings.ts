/** The embeddings that a run's thresholds are chosen on. */
import { InputError } from "../../errors.ts";
import type { OpenedRun, SavedThreshold } from "../../inference/mod.ts";
import { embed } from "../../training/mod.ts";
import type { Dataset, Embeddings } from "../../types.ts";
import { drawn } from "./drawn.ts";
import { ownData } from "./own_data.ts";

/** Images that are compared: of 5,000, 12 million pairs. */
const MOST = 5000;
/** Of its own among the streams of random numbers. */
const STREAM = 59;

/** What {@linkcode runEmbeddings} finds. */
export interface RunEmbeddings {
  /** Of which all pairs are compared. */
  pairs: Embeddings;
  from: SavedThreshold["from"];
  /** Test images of the classes that were trained, where there are. */
  known?: Embeddings;
  /** Images of the classes held out. */
  strangers?: Embeddings;
}

/**
 * Embeddings of the classes that a run held out, and of its test images; of many, some.
 *
 * @param options `place`: where the data are, if they were moved.
 * @throws {InputError} The data are gone, others than the run's, or have no such part.
 */
export async function runEmbeddings(
  run: OpenedRun,
  options: { place?: string } = {},
): Promise<RunEmbeddings> {
  const { from, test, unseen } = await verifiedPart(run, options), { model } = run;
  const known = test && await embed(model, drawn(test, MOST, STREAM));
  const strangers = unseen && await embed(model, drawn(unseen, MOST, STREAM));
  return { pairs: (strangers ?? known)!, from, known, strangers };
}

/** What {@linkcode verifiedPart} finds. */
export interface VerifiedPart {
  /** Of which pairs are made. */
  set: Dataset;
  from: SavedThreshold["from"];
  test?: Dataset;
  unseen?: Dataset;
}

/**
 * The images that a run is verified on: of the classes that it held out, else its test images.
 *
 * @param options `place`: where the data are, if they were moved.
 * @throws {InputError} The data are gone, others than the run's, or have no such part.
 */
export async function verifiedPart(
  run: OpenedRun,
  { place }: { place?: string } = {},
): Promise<VerifiedPart> {
  const { unseen, test, directory } = await ownData(run, { place }), set = unseen ?? test;
  if (!set) throw new InputError(`${directory}: has no test images, and no class was held out`);
  return { set, from: unseen ? "classes held out" : "test images", test, unseen };
}
