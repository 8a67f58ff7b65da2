/** Warns before training if a head's s and m are not feasible for the number of classes. */
import { feasibility } from "../../heads/mod.ts";
import type { TrainConfig } from "./config.ts";

/** The probability that a perfect network should be able to reach. */
const TARGET = 0.9;

/** A one-line warning, or undefined if all is well. */
export function feasibilityNote(config: TrainConfig): string | undefined {
  const { head, classes, embeddingSize, headOptions } = config;
  const own = Object.entries({ scale: config.scale, margin: config.margin }).filter(([, value]) =>
    value !== undefined
  );
  const options = { ...Object.fromEntries(own) as Record<string, number>, ...headOptions };
  const found = feasibility({ head, classes, embeddingSize, options, targetProbability: TARGET });
  if (found.feasible) return undefined;
  const { lossFloor, maxProbability, maxMargin, minScale } = found;
  const cures = [
    minScale === undefined ? "" : `a scale from ${Math.ceil(minScale)}`,
    maxMargin === undefined ? "" : `a margin up to ${Math.floor(100 * maxMargin) / 100}`,
  ].filter(Boolean);
  return `with ${classes} classes in ${embeddingSize} dimensions the loss cannot fall below ${
    lossFloor.toFixed(3)
  }: a perfect network ` +
    `would be sure to ${(100 * maxProbability).toFixed(0)} %; ` +
    (cures.length > 0
      ? `${cures.join(" or ")} would allow ${100 * TARGET} %`
      : head === "adacos"
      ? "at the scale that AdaCos chooses, with any number of classes"
      : "more dimensions or a smaller margin would help");
}
