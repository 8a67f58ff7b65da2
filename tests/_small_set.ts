import { loadMnist } from "../lib/data/mod.ts";
import type { Dataset, Split } from "../lib/types.ts";

/** The first images of real MNIST: few enough for a test. */
export async function smallSet({ train, test }: { train: number; test: number }): Promise<Split> {
  const all = await loadMnist({ limit: train });
  return { train: all.train, test: firstOf(all.test, test) };
}

function firstOf({ images, labels, classes }: Dataset, length: number): Dataset {
  return {
    images: images.subarray(0, length * 784),
    labels: labels.subarray(0, length),
    length,
    classes,
  };
}
