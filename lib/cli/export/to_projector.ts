/** A run's test images, and those of the classes held out, for the Embedding Projector. */
import type { LoadedData } from "../../data/mod.ts";
import { InputError, messageOf } from "../../errors.ts";
import { exportProjector, spriteCapacity } from "../../export/projector.ts";
import { projectorDifference } from "../../export/read_projector.ts";
import { joined } from "../../inference/joined.ts";
import { embed } from "../../training/mod.ts";
import type { Dataset, Embeddings } from "../../types.ts";
import { drawn } from "../use/drawn.ts";
import { ownData } from "../use/own_data.ts";
import { load } from "../train/run_data.ts";
import { small } from "./differences.ts";
import type { SavedModel } from "./saved_model.ts";

/** TensorBoard reads no more rows. */
const MOST_ROWS = 100_000;
/** Of its own among the streams of random numbers. */
const STREAM = 61;

/**
 * Write what the projector reads, and read it again.
 *
 * @param target `place`: where the run's data are, if they were moved.
 * @returns What was compared, one line.
 * @throws {InputError} When the run's data cannot be read, or it differs.
 */
export async function toProjector(
  saved: SavedModel,
  { folder, place }: { folder: string; place?: string },
): Promise<string> {
  const { imageShape } = saved, parts = partsOf(saved, await dataOf(saved, place));
  const { embeddings, images, ...named } = await shown(saved, parts);
  const options = { images, imageShape, ...named };
  await exportProjector(embeddings, folder, options);
  const most = await projectorDifference(embeddings, folder, { images, imageShape });
  const counts = parts.map(({ set, of, name }) =>
    `${set.length}${set.length === of ? "" : ` of ${of}`} ${name}`
  );
  return `${counts.join(" and ")}, numbers and pixels read back; largest difference: embeddings ${
    small(most, "embeddings", 0)
  }`;
}

const HELD_OUT = "images of classes held out";

/** Some images, as many of them as the sprite holds. */
interface Part {
  name: string;
  set: Dataset;
  /** How many there are. */
  of: number;
}

function partsOf(
  saved: Pick<SavedModel, "imageShape">,
  { test, unseen, train }: LoadedData,
): Part[] {
  const parts: [string, Dataset][] = test || unseen ? [] : [["training images", train]];
  if (test) parts.push(["test images", test]);
  if (unseen) parts.push([HELD_OUT, unseen]);
  const all = parts.reduce((sum, [, { length }]) => sum + length, 0);
  const share = Math.min(1, Math.min(MOST_ROWS, spriteCapacity(saved.imageShape)) / all);
  return parts.map(([name, set]) => ({
    name,
    set: drawn(set, Math.floor(share * set.length), STREAM),
    of: set.length,
  }));
}

async function dataOf(saved: SavedModel, place?: string): Promise<LoadedData> {
  const { training, dataClasses, checkpoint } = saved;
  if (!training) {
    throw new InputError(
      `${checkpoint}: is of no run, and so has no images; exportProjector() of the library takes some`,
    );
  }
  if (place !== undefined) return await ownData(saved, { place, decoders: 0 });
  try {
    return await load(training, { classes: dataClasses, decoders: 0 });
  } catch (error) {
    const [why] = messageOf(error).split(";"); // what follows is advice for a training
    throw new InputError(
      `${checkpoint}: its images cannot be read (${why}); put the run's data back where they were, ` +
        "or say with --data where they are",
    );
  }
}

/** All parts as one set: classes held out have numbers of their own, after the others. */
async function shown(
  { model, classNames }: Pick<SavedModel, "model" | "classNames">,
  parts: readonly Part[],
) {
  const names = [...classNames], sets: Embeddings[] = [], images: Uint8Array[] = [];
  for (const { name, set } of parts) {
    const from = name === HELD_OUT ? names.length : 0, found = await embed(model, set);
    sets.push({ ...found, labels: found.labels.map((label) => label < 0 ? label : from + label) });
    if (name === HELD_OUT) names.push(...namesOf(set));
    images.push(set.images ?? await set.read(Array.from({ length: set.length }, (_, i) => i)));
  }
  const embeddings: Embeddings = {
    embeddings: joined(Float32Array, sets.map(({ embeddings }) => embeddings)),
    embeddingSize: sets[0].embeddingSize,
    labels: joined(Int32Array, sets.map(({ labels }) => labels)),
    predicted: joined(Int32Array, sets.map(({ predicted }) => predicted)),
    classes: classNames.length,
  };
  const part = parts.flatMap(({ name, set }) => Array<string>(set.length).fill(name));
  return { embeddings, images: joined(Uint8Array, images), classNames: names, columns: { part } };
}

function namesOf({ classNames, classes }: Dataset): readonly string[] {
  return classNames ?? Array.from({ length: classes }, (_, label) => `held out ${label}`);
}
