/** The README's table of results, from the last record of each run. */
import { methods } from "./methods.ts";
import type { Result, Results } from "./result.ts";

/**
 * The table as Markdown: one row per method, each number as the mean over its seeds with the range
 * in parentheses.
 */
export function resultsTable({ machine, runs }: Results, shown = methods): string {
  const head = ["method", "seeds", "test accuracy, %", "within", "nearest", "lowest training loss"];
  const rows = shown.map(({ name, label }) => {
    const own = runs.filter(({ method }) => method === name);
    const over = (value: (run: Result) => number, digits: number) =>
      meanAndRange(own.map(value), digits);
    return [
      label,
      own.length === 1 ? `${own[0].seed}` : `${own[0].seed}–${own.at(-1)!.seed}`,
      over(({ testAccuracy }) => 100 * testAccuracy, 2),
      over(({ intraClassAngle }) => intraClassAngle, 1),
      over(({ nearestClassAngle }) => nearestClassAngle, 1),
      over(({ trainLoss }) => trainLoss, 3),
    ];
  });
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n\nMeasured on: ${machine}.`;
}

function meanAndRange(values: number[], digits: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [text, low, high] = [mean, Math.min(...values), Math.max(...values)].map((value) =>
    value.toFixed(digits)
  );
  return values.length === 1 ? text : `${text} (${low}–${high})`;
}

const START = "<!-- results -->";
const END = "<!-- /results -->";

/**
 * Insert the table between its two marks.
 *
 * @throws {RangeError} When either mark is missing.
 */
export function withTable(readme: string, table: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) {
    throw new RangeError(`README: ${START} … ${END} is missing; put the two marks back`);
  }
  return `${readme.slice(0, start + START.length)}\n\n${table}\n\n${readme.slice(end)}`;
}
