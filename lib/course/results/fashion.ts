/** Fashion-MNIST in the plane: the table of methods and seeds, and its figure, in the README of data/. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { type EmbeddingsPanel, plotSmallMultiples } from "../../plot/mod.ts";
import type { Figure } from "../../types.ts";
import { readEmbeddings } from "../../training/files/embeddings_file.ts";
import { ensureRun, RUNS } from "./ensure_run.ts";
import { EPOCHS, FASHION, fashionMethods, wantedRun } from "./methods.ts";

/** @throws {InputError} Without the data set's files. */
export function checkFashion(): void {
  if (existsSync(FASHION)) return;
  throw new InputError(`${FASHION}: is not there; install Debian's package dataset-fashion-mnist`);
}

/** Each method's plane, of the first seed. */
export async function fashionPlanes(): Promise<Figure> {
  const panels: EmbeddingsPanel[] = [];
  for (const method of fashionMethods) {
    const run = wantedRun(method, 1), { testAccuracy } = (await ensureRun(run)).at(-1)!;
    const frame = `epoch-${String(EPOCHS).padStart(3, "0")}.safetensors`;
    panels.push({
      embeddings: readEmbeddings(join(RUNS, run.name, "frames", frame)),
      title: method.label.split(",")[0],
      subtitle: `${(100 * testAccuracy).toFixed(2)} %`,
    });
  }
  return plotSmallMultiples(panels, {
    title: "Fashion-MNIST in the plane after four epochs, seed 1",
    width: 900,
  });
}
