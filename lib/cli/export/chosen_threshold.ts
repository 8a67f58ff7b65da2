/** A run's threshold with what it costs, which the opened run does not keep. */
import { readTextFileSync } from "../../platform.ts";
import type { CardThreshold } from "../../export/mod.ts";
import { type SavedThreshold, thresholdPath } from "../../inference/mod.ts";
import type { SavedModel } from "./saved_model.ts";

/** What is published, and the file as it is. */
export interface ChosenForRun {
  published: CardThreshold;
  file: SavedThreshold;
}

/** The threshold that was chosen for these weights; undefined where none was. */
export function chosenThreshold(
  { threshold, checkpoint }: Pick<SavedModel, "threshold" | "checkpoint">,
): ChosenForRun | undefined {
  if (!threshold.chosen) return undefined;
  const file = JSON.parse(readTextFileSync(thresholdPath(checkpoint))) as SavedThreshold;
  const { trueAcceptRate, knownAccepted, from } = file;
  return {
    file,
    published: {
      ...threshold,
      ...(isShare(trueAcceptRate) ? { trueAcceptRate } : {}),
      ...(isShare(knownAccepted) ? { knownAccepted } : {}),
      ...(PARTS.includes(from) ? { from } : {}),
    },
  };
}

const PARTS: SavedThreshold["from"][] = ["classes held out", "test images"];

/** The file may have been edited: what it says beside the angles was not checked. */
function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}
