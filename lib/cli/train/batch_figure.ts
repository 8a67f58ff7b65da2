/** What the network sees: some images of the first batch, so that a wrong orientation is noticed. */
import { augment, augmentFrom, makeBatch } from "../../data/mod.ts";
import { tf } from "../../engine/mod.ts";
import { plotImages, saveFigure } from "../../plot/mod.ts";
import { seededRandom, shuffledIndices } from "../../random.ts";
import type { Dataset, Split } from "../../types.ts";
import type { TrainConfig } from "./config.ts";
import type { RunDirectory } from "./run_directory.ts";

const SHOWN = 40;

/** Draw some training images, varied as they are for training, into `figures/batch.png`. */
export async function drawBatch(
  directory: RunDirectory,
  { config, data: { train } }: { config: TrainConfig; data: Split },
): Promise<void> {
  const order = shuffledIndices(train.length, seededRandom(config.seed, 43));
  const indices = order.subarray(0, SHOWN);
  const labels = Array.from(indices, (i) => train.labels[i]), { classNames, imageShape } = train;
  const figure = plotImages(await seenImages(train, { indices, config }), {
    title: "What the network sees",
    subtitle: config.augment === undefined ? undefined : `varied by ${config.augment}`,
    ...{ labels, classNames, imageShape, indices: labels.keys().toArray() },
  });
  await saveFigure(figure, directory.file("figures", "batch.png"));
}

/** As bytes. */
async function seenImages(
  train: Dataset,
  { indices, config }: { indices: Uint32Array; config: TrainConfig },
): Promise<Uint8Array> {
  const { images, labels } = await makeBatch(train, indices);
  const seen = tf.tidy(() => {
    const { augment: text, seed } = config;
    const varied = text ? augment(augmentFrom(text))(images, seededRandom(seed, 7, 0, 0)) : images;
    return varied.mul(255).round().clipByValue(0, 255);
  });
  const bytes = Uint8Array.from(await seen.data());
  tf.dispose([images, labels, seen]);
  return bytes;
}
