import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { checkEach, checkFinite, checkLength, checkWidth } from "./_checks.ts";
import { type HeadingOptions, panelLabel, plotMarkup, stackFigure } from "./_compose.ts";
import { load, type Markish } from "./_packages.ts";

/** Options of {@linkcode plotConfusion}. */
export interface PlotConfusionOptions extends HeadingOptions {
  /** Names of the classes. @default {their numbers} */
  labels?: string[];
  /** CSS pixels, width and height of the matrix. @default {560} */
  width?: number;
}

/** A cell as drawn. */
interface Cell {
  truth: string;
  predicted: string;
  count: number;
  /** Share of its true class's images, 0 … 1. */
  share: number;
}

/**
 * A confusion matrix: one row per true class, one column per predicted class, each cell with its
 * count and tinted by its share of the row. Errors are tinted more strongly than hits, since they
 * are few.
 *
 * @param matrix `[C][C]`, from `confusionMatrix`.
 * @throws {InputError} A matrix that is not square, or a count that is negative or not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes(plotConfusion([[98, 2], [1, 99]], { title: "Two classes" }).svg, ">98<");
 * ```
 */
export function plotConfusion(matrix: number[][], options: PlotConfusionOptions = {}): Figure {
  checkMatrix(matrix);
  const width = checkWidth(options.width ?? 560);
  const labels = options.labels ?? matrix.map((_, c) => String(c));
  checkLength("labels", labels, matrix.length, "one a class");
  const markup = panelLabel("true class ↓, predicted class →") + plotMarkup({
    width,
    height: width,
    marginTop: 40,
    marginLeft: 14 + 7 * Math.max(2, ...labels.map(({ length }) => length)),
    x: { domain: labels, axis: "top", label: null, tickSize: 0 },
    y: { domain: labels, label: null, tickSize: 0 },
    marks: cellMarks(cellsOf(matrix, labels), width / matrix.length),
  });
  return stackFigure([{ markup, height: width }], { ...options, width });
}

function cellsOf(matrix: number[][], labels: string[]): Cell[] {
  return matrix.flatMap((row, t) => {
    const total = load("d3").sum(row);
    return row.map((count, p) => ({
      truth: labels[t],
      predicted: labels[p],
      count,
      share: count / (total || 1),
    }));
  });
}

function cellMarks(cells: Cell[], side: number): Markish[] {
  const { cell, text } = load("plot");
  const isDark = (one: Cell) => one.truth === one.predicted && one.share > 0.55;
  const place = { x: "predicted", y: "truth" } as const;
  const size = Math.max(6, Math.min(13, side / 4));
  const written = (dark: boolean) => cells.filter((one) => one.count > 0 && isDark(one) === dark);
  return [
    cell(cells, { ...place, inset: 0.5, fill: tint }),
    text(written(false), { ...place, text: "count", fontSize: size, fill: "#222" }),
    text(written(true), { ...place, text: "count", fontSize: size, fill: "white" }),
  ];
}

/** Blue for hits, brown for errors: 5 % errors are as strong as 100 % hits. */
function tint({ truth, predicted, share }: Cell): string {
  const hit = truth === predicted, strength = hit ? share : Math.min(1, 20 * share);
  const color = hit ? [20, 28, 255] : [190, 114, 23];
  return `rgb(${color.map((part) => Math.round(245 + (part - 245) * 0.9 * strength))})`;
}

function checkMatrix(matrix: number[][]): void {
  if (matrix.length === 0) throw new InputError("matrix: empty; give each class a row");
  matrix.forEach((row, t) => {
    checkLength(`row ${t} of matrix`, row, matrix.length, "as many as rows");
    checkFinite(`row ${t} of matrix`, row);
    checkEach(`row ${t} of matrix`, row, (count) => count >= 0, "; give counts");
  });
}
