/** A trained model, opened to be used. */
import { basename, dirname, join } from "node:path";
import type { Fit } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { kindOf } from "../platform.ts";
import { classesOf } from "../training/checks.ts";
import { loadCheckpoint, type LoadOptions } from "../training/mod.ts";
import type { ImageShape, Model } from "../types.ts";
import { modelChecksum } from "./_model_checksum.ts";
import { savedThreshold } from "./threshold_file.ts";
import { defaultThreshold, type Threshold } from "./default_threshold.ts";

/** A trained model and what using it takes. */
export interface OpenedRun {
  /** Its checkpoint's path. */
  checkpoint: string;
  /** Backbone, `[B, height, width, channels]` → `[B, D]`, and head, with their weights. */
  model: Model;
  /** As it was saved: of `deno task train` it has `run`, `data`, `engine`. */
  config: Record<string, unknown>;
  /** `[C]`; the classes' numbers where the data had no names. */
  classNames: readonly string[];
  /** What the backbone takes. */
  imageShape: ImageShape;
  /** D, what it gives. */
  embeddingSize: number;
  /** How images of another shape were made to fill it. */
  fit: Fit;
  /** Whether it was trained on digits as MNIST has them: 28×28, light on dark, centred by mass. */
  digits: boolean;
  /** Beyond it two embeddings are of different classes: chosen for this run, or a default. */
  threshold: Threshold;
  /** Of the weights of backbone and head, 16 hexadecimal digits. */
  checksum: string;
  /** What was left aside, a line each. */
  notes: string[];
}

/** Options of {@linkcode openRun}. */
export interface OpenRunOptions extends LoadOptions {
  /**
   * Whether image files are made images like MNIST's, as {@linkcode OpenedRun.digits} says.
   * @default {whether the run's images are 28×28 and grey, its classes digits, and its data no folder
   * of images and no other set of MNIST's form}
   */
  digits?: boolean;
}

/** The part of a run's configuration that matters here. */
interface SavedConfig {
  run?: { classNames?: readonly string[]; firstLabel?: number; fit?: Fit };
  data?: { directory?: string; what?: string };
}

/** The weights of a run, and of what `exportHuggingFace` wrote. */
const CHECKPOINT = "checkpoint.safetensors", EXPORTED = "model.safetensors";

/**
 * Open a run of `deno task train`, or what `saveCheckpoint` wrote.
 *
 * @param path The run's folder, or the checkpoint in it.
 * @param options Heads, losses and layers of one's own, and whether to take the weights' average,
 * as {@linkcode loadCheckpoint} has them; and whether it knows digits.
 * @throws {InputError} There is no run, or its checkpoint is damaged, newer or of an unknown head;
 * `digits` of a model that takes other images than 28×28 grey ones.
 */
export async function openRun(
  path: string,
  { digits, ...options }: OpenRunOptions = {},
): Promise<OpenedRun> {
  const checkpoint = await checkpointAt(path);
  const { model, config } = await loadCheckpoint(checkpoint, options);
  const checksum = await modelChecksum(model);
  const { threshold: chosen, note } = savedThreshold(checkpoint, checksum);
  const imageShape = model.backbone.inputs[0].shape.slice(1) as unknown as ImageShape;
  const classNames = namesOf(model, config), { run } = config as SavedConfig;
  return {
    ...{ checkpoint, model, config, classNames, imageShape, checksum },
    embeddingSize: model.backbone.outputs[0].shape[1]!,
    fit: run?.fit ?? "cover",
    digits: checkedDigits(digits, imageShape) ?? areDigits({ imageShape, classNames, config }),
    threshold: chosen ?? await defaultThreshold(model),
    notes: note === undefined ? [] : [note],
  };
}

async function checkpointAt(path: string): Promise<string> {
  const kind = await kindOf(path);
  if (kind === "file" && /\.safetensors$/.test(path)) return path;
  if (kind === "file") throw new InputError(`${path}: is no checkpoint; give a run's folder`);
  for (const name of kind === "folder" ? [CHECKPOINT, EXPORTED] : []) {
    const checkpoint = join(path, name);
    if (await kindOf(checkpoint) === "file") return checkpoint;
  }
  const what = kind === undefined ? "does not exist" : `holds no run (there is no ${CHECKPOINT})`;
  throw new InputError(`${path}: ${what}; give the folder that deno task train printed`);
}

function namesOf({ head }: Model, config: SavedConfig): readonly string[] {
  const { classNames, firstLabel = 0 } = config.run ?? {};
  if (classNames) return classNames;
  return Array.from({ length: classesOf(head) }, (_, label) => String(label + firstLabel));
}

/** Digits are drawn into 28×28. */
const DIGIT_SHAPE = "28,28,1";

function checkedDigits(digits: boolean | undefined, imageShape: ImageShape): boolean | undefined {
  if (!digits || String(imageShape) === DIGIT_SHAPE) return digits;
  throw new InputError(
    `openRun: digits: MNIST's are 28×28 and grey, and the model takes [${imageShape}]; leave it out`,
  );
}

/** Ten digits at most, no other set in MNIST's form, and no folder, whose images are taken as they are. */
function areDigits(
  { imageShape, classNames, config }: Pick<OpenedRun, "imageShape" | "classNames" | "config">,
): boolean {
  const { directory = "", what = "" } = (config as SavedConfig).data ?? {};
  const names = [what, basename(directory), basename(dirname(directory))].join(" ");
  const isOther = /^a folder|fashion|kmnist|kuzushiji/i.test(names);
  return String(imageShape) === DIGIT_SHAPE && !isOther &&
    classNames.every((name) => /^[0-9]$/.test(name));
}
