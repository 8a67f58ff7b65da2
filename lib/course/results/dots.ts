/** The README's dot plots: every seed of every method. */
import { plotDots } from "../../plot/mod.ts";
import type { Figure } from "../../types.ts";
import { methods } from "./methods.ts";
import type { Result, Results } from "./result.ts";

/**
 * File name → figure. Without the article's head, whose accuracy would squeeze all others together.
 */
export function resultDots({ runs }: Results): Record<string, Figure> {
  const shown = methods.filter(({ name }) => name !== "article");
  const groups = (value: (run: Result) => number) =>
    Object.fromEntries(
      shown.map(({ name, label }) => [
        label,
        runs.filter(({ method }) => method === name).map(value),
      ]),
    );
  return {
    "seeds-accuracy.png": plotDots(groups(({ testAccuracy }) => 100 * testAccuracy), {
      title: "Test accuracy, one dot a seed",
      valueLabel: "%",
    }),
    "seeds-nearest.png": plotDots(groups(({ nearestClassAngle }) => nearestClassAngle), {
      title: "Angle between the two nearest classes, one dot a seed",
      valueLabel: "degrees",
      marks: [{ x: 36, label: "most possible" }],
    }),
  };
}
