import { loadMnist } from "../lib/data/mod.ts";
import type { MemoryDataset, MemorySplit } from "../lib/types.ts";

/** The first images of real MNIST: few enough for a test. */
export async function smallSet(
  { train, test }: { train: number; test: number },
): Promise<MemorySplit> {
  const all = await loadMnist({ limit: train });
  return { train: all.train, test: firstOf(all.test, test) };
}

function firstOf({ images, labels, ...set }: MemoryDataset, length: number): MemoryDataset {
  return {
    ...set,
    images: images.subarray(0, length * 784),
    labels: labels.subarray(0, length),
    length,
  };
}
