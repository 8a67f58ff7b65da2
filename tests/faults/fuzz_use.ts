/** Files that the commands for a trained model read, damaged: galleries, thresholds, pairs, drawings. */
import { join } from "node:path";
import { readPairList } from "../../lib/data/pair_list.ts";
import { Gallery, readImages, saveThreshold, thresholdPath } from "../../lib/inference/mod.ts";
import { savedThreshold } from "../../lib/inference/threshold_file.ts";
import type { Random } from "../../lib/random.ts";
import { goodImages } from "./good_files.ts";
import { damagedBytes } from "./mutate.ts";

/** A folder to work in. */
interface Place {
  place: string;
}

const model = { checksum: "0123456789abcdef", embeddingSize: 4 };

/** A gallery of a few names. */
export async function damagedGallery(random: Random, { place }: Place): Promise<void> {
  const path = join(place, "known.safetensors"), gallery = new Gallery(model);
  for (const name of ["Ada", "Grace", "Emmy"]) {
    gallery.enrol(name, Float32Array.from({ length: 8 }, () => random() - 0.5));
  }
  gallery.save(path);
  await Deno.writeFile(path, damagedBytes(await Deno.readFile(path), random));
  const found = Gallery.open(path, model);
  if (found.names.length > 0) {
    await found.identify(Float32Array.of(1, 0, 0, 0), { threshold: 30 });
  }
}

/** A run's `threshold.json`. */
export async function damagedThreshold(random: Random, { place }: Place): Promise<void> {
  const checkpoint = join(place, "checkpoint.safetensors");
  const interval = { cosine: [0, 1], degrees: [0, 90], trueAcceptRate: [0, 1] } as const;
  const path = saveThreshold(checkpoint, {
    ...{ cosine: 0.5, degrees: 60, falseAcceptRate: 0.01, trueAcceptRate: 0.9, interval },
    ...{ pairs: { same: 3, different: 4, classes: 2 }, from: "test images" },
    ...{ checksum: model.checksum, prototypeDegrees: 40 },
  });
  await Deno.writeFile(path, damagedBytes(await Deno.readFile(path), random));
  try {
    savedThreshold(checkpoint, model.checksum);
  } finally {
    await Deno.remove(thresholdPath(checkpoint));
  }
}

/** A list of pairs. */
export function damagedPairs(random: Random): void {
  const good = "2\nada 1 2\ngrace 3 4\nada 1 grace 2\ngrace 1 emmy 1\n";
  const bytes = damagedBytes(new TextEncoder().encode(good), random);
  readPairList(new TextDecoder().decode(bytes), "pairs.txt");
}

/** A drawing of a digit, and an image of another shape. */
export async function damagedDrawing(random: Random): Promise<void> {
  const [name, bytes] = goodImages[Math.floor(random() * goodImages.length)];
  const shape = random() < 0.5 ? [28, 28, 1] as const : [6, 9, 3] as const;
  const run = { imageShape: shape, fit: "cover" as const, digits: shape[2] === 1 };
  await readImages(run, [{ name, bytes: damagedBytes(bytes, random) }]);
}
