/** A run's data: loaded, recognised again, described. */
import { crc32 } from "node:zlib";
import { loadMnist } from "../../data/mod.ts";
import { engineInfo } from "../../engine/mod.ts";
import type { MemorySplit } from "../../types.ts";
import type { TrainConfig } from "./config.ts";

/** Load the data of a run. */
export function load(
  { data: directory, limit, classes, firstLabel }: TrainConfig,
): Promise<MemorySplit> {
  return loadMnist({ directory, limit, classes, firstLabel });
}

/** What is odd about a training set, a line each. */
export function dataNotes({ train: { images, labels, classes } }: MemorySplit): string[] {
  const brightest = images.reduce((most, pixel) => Math.max(most, pixel), 0);
  const used = new Set(labels), unused = classes - used.size;
  return [
    brightest === 0 && "all training images are black",
    brightest === 1 && "no pixel of the training images is brighter than 1 of 255: rescale them",
    used.size === 1 && `all training images are of class ${labels[0]}`,
    used.size > 1 && unused > 0 && `${unused} of ${classes} classes have no training image`,
  ].filter((note) => note !== false).map((note) => `note: ${note}`);
}

/** A checksum of all images and labels. */
export function fingerprint({ train, test }: MemorySplit): string {
  const parts = [train, test].flatMap(({ images, labels, classes }) => [
    images,
    // As bytes where they fit: earlier versions had no others.
    classes <= 256 ? Uint8Array.from(labels) : new Uint8Array(labels.buffer.slice(0)),
  ]);
  return parts.reduce((sum, bytes) => crc32(bytes, sum), 0).toString(16);
}

/** What goes into config.json and the checkpoint. */
export function describe(config: TrainConfig, data: MemorySplit) {
  const { train, test } = data;
  return {
    run: config,
    engine: engineInfo(),
    data: {
      directory: config.data ?? "data/mnist",
      train: train.length,
      test: test.length,
      crc32: fingerprint(data),
    },
  };
}
