/** A run's data: loaded, recognised again, described. */
import { crc32 } from "node:zlib";
import { loadMnist } from "../../data/mod.ts";
import { engineInfo } from "../../engine/mod.ts";
import type { MemorySplit } from "../../types.ts";
import type { TrainConfig } from "./config.ts";

/** Load the data of a run. */
export function load({ data: directory, limit, classes }: TrainConfig): Promise<MemorySplit> {
  return loadMnist({ directory, limit, classes });
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
