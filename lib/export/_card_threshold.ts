/** What a model card says of the threshold. */
import type { CardThreshold } from "./card_options.ts";

/** Up to where two images are of one class, and one is of any, and what that costs; none is "". */
export function thresholdText(threshold: CardThreshold | undefined): string {
  if (!threshold) return "";
  const parts = [pairsText(threshold), prototypeText(threshold), strangersText(threshold)];
  return `## Threshold\n\n${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function pairsText({ degrees, from, falseAcceptRate, trueAcceptRate }: CardThreshold): string {
  const on = from === undefined ? "" : ` on ${from}`;
  const rate = falseAcceptRate === undefined
    ? ""
    : ` for a false accept rate of ${falseAcceptRate}`;
  const chosen = on + rate === "" ? "" : `, chosen${on}${rate}`;
  const cost = trueAcceptRate === undefined
    ? ""
    : `. Of the pairs of one class it accepts ${percent(trueAcceptRate)}`;
  return `Two images are of one class up to ${degrees.toFixed(1)}°${chosen}${cost}.`;
}

function prototypeText({ prototypeDegrees, knownAccepted }: CardThreshold): string {
  if (prototypeDegrees === undefined) return "";
  const cost = knownAccepted === undefined
    ? ""
    : `. Of the test images ${percent(knownAccepted)} are within it, and of the right class`;
  return `An image farther than ${
    prototypeDegrees.toFixed(1)
  }° from every prototype is of none of ` +
    `these classes${cost}.`;
}

function strangersText({ from }: CardThreshold): string {
  return from === "test images"
    ? "No class was held out: images of classes that it was not trained on may be let in far more often."
    : "";
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
