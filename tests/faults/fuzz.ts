/** Files that are damaged by a seed: they are read, or refused in one line; nothing else happens. */
import { join } from "node:path";
import { imageFolder, loadArrays, loadMnist } from "../../lib/data/mod.ts";
import { InputError, messageOf, UsageError } from "../../lib/errors.ts";
import { openRunDirectory } from "../../lib/cli/train/run_directory.ts";
import { readRun } from "../../lib/cli/train/saved_run.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { tf } from "../../lib/engine/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { allVariables, loadCheckpoint } from "../../lib/training/mod.ts";
import type { Model } from "../../lib/types.ts";
import { goodFiles, gzip } from "../data/_idx_files.ts";
import { damagedDrawing, damagedGallery, damagedPairs, damagedThreshold } from "./fuzz_use.ts";
import { goodArrays, goodImages, goodTable } from "./good_files.ts";
import { damagedBytes, damagedJson } from "./mutate.ts";

/** What may be damaged. */
export const targets = [
  ...["idx", "checkpoint", "metadata", "run", "arrays", "image"] as const,
  ...["gallery", "threshold", "pairs", "drawing"] as const,
];
export type Target = typeof targets[number];

/** A run to damage: its checkpoint is small enough to be read a thousand times. */
export interface Sample {
  run: string;
  /** A folder to work in. */
  place: string;
}

/**
 * Damage a file and read it.
 *
 * @returns The fault, where something else happened than reading it or one line.
 */
export async function fuzzed(
  target: Target,
  seed: number,
  sample: Sample,
): Promise<string | undefined> {
  const random = seededRandom(seed, targets.indexOf(target), 13), start = performance.now();
  const before = tf.memory().numTensors;
  try {
    await attempts[target](random, sample);
  } catch (error) {
    const fault = faultOf(error);
    if (fault) return fault;
  }
  const leaked = tf.memory().numTensors - before;
  // A run's model stays where the fault is found after it: the command ends then. tfjs itself keeps
  // the first value of a weight whose name it refuses.
  if (leaked > (target === "run" ? 40 : 2)) return `${leaked} tensors are left`;
  const seconds = (performance.now() - start) / 1000;
  return seconds > 30 ? `it took ${seconds.toFixed(0)} s` : undefined;
}

function faultOf(error: unknown): string | undefined {
  const text = messageOf(error);
  const isTold = error instanceof InputError || error instanceof UsageError ||
    error instanceof RangeError && /must be|options are/.test(text);
  if (!isTold) return error instanceof Error ? error.stack ?? text : text;
  return text.length > 2000 ? `a message of ${text.length} characters` : undefined;
}

const attempts: Record<Target, (random: Random, sample: Sample) => Promise<void> | void> = {
  gallery: damagedGallery,
  threshold: damagedThreshold,
  pairs: damagedPairs,
  drawing: damagedDrawing,
  async idx(random, { place }) {
    const directory = await Deno.makeTempDir({ dir: place });
    const files = goodFiles(), names = Object.keys(files);
    const victim = names[Math.floor(random() * names.length)];
    for (const [name, bytes] of Object.entries(files)) {
      let content = bytes;
      if (name === victim) {
        content = random() < 0.5 ? damagedBytes(bytes, random) : gzip(damagedBytes(bytes, random));
        if (random() < 0.3) content = damagedBytes(content, random);
      }
      await Deno.writeFile(join(directory, name), content);
    }
    await loadMnist({ directory }).finally(() => Deno.remove(directory, { recursive: true }));
  },
  async checkpoint(random, { run, place }) {
    const bytes = await Deno.readFile(join(run, "checkpoint.safetensors"));
    const path = join(place, "damaged.safetensors");
    await Deno.writeFile(path, damagedBytes(bytes, random));
    freed((await loadCheckpoint(path)).model);
  },
  async metadata(random, { run, place }) {
    const path = join(place, "damaged.safetensors");
    await Deno.writeFile(path, await withDamagedMetadata(run, random));
    freed((await loadCheckpoint(path)).model);
  },
  async arrays(random, { place }) {
    const path = join(place, random() < 0.7 ? "damaged.npz" : "damaged.csv");
    await Deno.writeFile(path, damagedBytes(path.endsWith("z") ? goodArrays : goodTable, random));
    await loadArrays(path);
  },
  async image(random, { place }) {
    const folder = await Deno.makeTempDir({ dir: place });
    const victim = goodImages[Math.floor(random() * goodImages.length)];
    for (const [name, bytes] of goodImages) {
      await Deno.mkdir(join(folder, name[0]), { recursive: true });
      const content = name === victim[0] ? damagedBytes(bytes, random) : bytes;
      await Deno.writeFile(join(folder, name[0], name), content);
    }
    const options = { imageSize: [8, 8] as const, decoders: 0, skipBroken: random() < 0.5 };
    await imageFolder(folder, options).finally(() => Deno.remove(folder, { recursive: true }));
  },
  async run(random, { run, place }) {
    const copy = await Deno.makeTempDir({ dir: place });
    for (const name of ["checkpoint.safetensors", "config.json", "log.jsonl"]) {
      await Deno.copyFile(join(run, name), join(copy, name));
    }
    const victim = ["config.json", "log.jsonl"][random() < 0.5 ? 0 : 1];
    const bytes = await Deno.readFile(join(run, victim));
    await Deno.writeFile(join(copy, victim), damagedBytes(bytes, random));
    if (random() < 0.3) {
      await Deno.writeFile(
        join(copy, "checkpoint.safetensors"),
        await withDamagedMetadata(run, random),
      );
    }
    const directory = await openRunDirectory(copy);
    try {
      freed((await readRun(directory)).model);
    } finally {
      directory.release();
      await Deno.remove(copy, { recursive: true });
    }
  },
};

/** Another model, state or configuration under a right checksum. */
async function withDamagedMetadata(run: string, random: Random): Promise<Uint8Array> {
  const path = join(run, "checkpoint.safetensors");
  const { tensors, metadata } = decodeSafetensors(await Deno.readFile(path), path);
  const key = ["model", "state", "config"][Math.floor(random() * 3)];
  const text = JSON.stringify(damagedJson(JSON.parse(metadata[key]), random)) ?? "";
  return encodeSafetensors(tensors, { ...metadata, [key]: text });
}

function freed(model: Model): void {
  tf.dispose(Object.values(allVariables(model)));
}
