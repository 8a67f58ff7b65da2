/** A run's chosen threshold, in a file beside its checkpoint. */
import { basename, dirname, join } from "node:path";
import { inRange, properShare } from "../check.ts";
import { InputError } from "../errors.ts";
import { errorCode, readTextFileSync, systemReason } from "../platform.ts";
import { writeFileAtomically } from "../training/mod.ts";
import { cosineOfDegrees } from "./_angles.ts";
import type { PrototypeThreshold } from "./prototype_threshold.ts";
import type { ChosenThreshold } from "./threshold.ts";
import type { Threshold } from "./default_threshold.ts";

/** What the file holds. */
export interface SavedThreshold extends ChosenThreshold, Partial<PrototypeThreshold> {
  /** Of the model it was chosen for. */
  checksum: string;
  /** From what images. */
  from: "classes held out" | "test images";
}

/** Cosine and angle say the same; in a file of this program up to rounding. */
const SAME = 1e-6;

/** `threshold.json` beside `checkpoint.safetensors`, `best.threshold.json` beside `best…`. */
export function thresholdPath(checkpoint: string): string {
  const stem = basename(checkpoint).replace(/\.safetensors$/, "");
  const name = stem === "checkpoint" ? "threshold.json" : `${stem}.threshold.json`;
  return join(dirname(checkpoint), name);
}

/**
 * Write a threshold beside its run's checkpoint.
 *
 * @returns The file's path.
 * @throws {InputError} It cannot be written.
 */
export function saveThreshold(checkpoint: string, threshold: SavedThreshold): string {
  const path = thresholdPath(checkpoint);
  writeFileAtomically(path, new TextEncoder().encode(JSON.stringify(threshold, null, 2) + "\n"));
  return path;
}

/**
 * The threshold beside a checkpoint, or a note where it is of other weights.
 *
 * @param checksum Of the model.
 * @throws {InputError} The file cannot be read, or is no threshold.
 */
export function savedThreshold(
  checkpoint: string,
  checksum: string,
): { threshold?: Threshold; note?: string } {
  const path = thresholdPath(checkpoint), saved = readAt(path);
  if (!saved) return {};
  if (saved.checksum !== checksum) {
    return { note: `${path}: was chosen for other weights of this run, and is left aside` };
  }
  const { cosine, degrees, falseAcceptRate, prototypeDegrees: toPrototype } = saved;
  const own = toPrototype === undefined ? {} : { prototypeDegrees: toPrototype };
  return { threshold: { cosine, degrees, falseAcceptRate, ...own, chosen: true } };
}

function readAt(path: string): SavedThreshold | undefined {
  let saved: SavedThreshold;
  try {
    saved = JSON.parse(readTextFileSync(path));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    const why = error instanceof SyntaxError ? "it is not JSON" : systemReason(error);
    throw new InputError(`${path}: cannot be read (${why}); remove it, and choose it again`);
  }
  if (isThreshold(saved)) return saved;
  throw new InputError(`${path}: holds no threshold; remove it, and choose it again`);
}

const angle = inRange(0, 180);

/** Anything may have been edited: an angle that none can be beyond lets everything in. */
function isThreshold(saved: Partial<SavedThreshold> | null): saved is SavedThreshold {
  const { cosine, degrees, prototypeDegrees, falseAcceptRate, checksum } = saved ?? {};
  return angle.accepts(degrees) &&
    Math.abs(cosineOfDegrees(degrees!) - cosine!) < SAME && // NaN where it is no number
    (prototypeDegrees === undefined || angle.accepts(prototypeDegrees)) &&
    properShare.accepts(falseAcceptRate) && typeof checksum === "string";
}
