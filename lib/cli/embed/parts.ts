/** Parts of data, as `--part` names them. */
import { InvalidArgumentError, Option } from "../_commander.ts";
import { nearest } from "../_nearest.ts";

/** Names of parts: what is trained on, what is tested on, classes held out. */
export const partNames = ["train", "test", "unseen"] as const;

/** One of them. */
export type PartName = (typeof partNames)[number];

/** `--part test,unseen`. */
export function partFlag(): Option {
  return new Option(
    "--part <names>",
    "train, test or unseen (classes held out), or several: test,unseen. Of the run's own data, or of DATA, " +
      "of which by default all parts are taken",
  ).argParser((text) => [...new Set(text.split(",").map(partFrom))]);
}

function partFrom(text: string): PartName {
  const name = text.trim(), known = partNames.find((part) => part === name);
  if (known) return known;
  const meant = nearest(name, partNames);
  throw new InvalidArgumentError(
    `${meant ? `Did you mean ${meant}? ` : ""}Known are ${partNames.join(", ")}.`,
  );
}
