/**
 * Results of every head with its defaults and with the paper's constants for faces: the table in
 * heads/README.md.
 */
import { join } from "node:path";
import { loadMnist } from "../../data/mod.ts";
import { type HeadName, headNames } from "../../heads/mod.ts";
import { headEntry } from "../../heads/catalog.ts";
import { feasibility } from "../../heads/feasibility.ts";
import { equalErrorRate, pairScores } from "../../metrics/mod.ts";
import { embed, loadCheckpoint } from "../../training/mod.ts";
import type { Dataset } from "../../types.ts";
import { CHECKPOINT, ensureRun, RUNS, type WantedRun } from "./ensure_run.ts";
import type { WantedRow } from "./recorded.ts";

/** Epochs of each run, full MNIST, seed 1. */
export const HEAD_EPOCHS = 2;

/** One run's numbers. */
export interface HeadResult {
  head: HeadName;
  /** With the defaults for few classes in 2-D, or with the paper's for faces. */
  constants: "defaults" | "faces";
  testAccuracy: number;
  /** Degrees. */
  intraClassAngle: number;
  nearestClassAngle: number;
  /** Of all pairs of test embeddings, by cosine; 0 … 1. */
  equalErrorRate: number;
  /** Upper bound of the true class's probability, 0 … 1. */
  maxProbability: number;
}

/** A run of the table. */
export interface HeadRun extends Pick<HeadResult, "head" | "constants"> {
  run: WantedRun;
}

/** The runs of the table, defaults first. */
export function headRuns(): HeadRun[] {
  const withFaces = headNames.filter((head) =>
    Object.keys(headEntry(head).paperDefaults).length > 0
  );
  return [
    ...headNames.map((head) => ({
      head,
      constants: "defaults" as const,
      run: runOf(head, "defaults"),
    })),
    ...withFaces.map((head) => ({ head, constants: "faces" as const, run: runOf(head, "faces") })),
  ];
}

/** What differs from the defaults. */
function constantsOf(
  head: HeadName,
  constants: HeadResult["constants"],
): Readonly<Record<string, number>> {
  return constants === "faces" ? headEntry(head).paperDefaults : {};
}

function runOf(head: HeadName, constants: HeadResult["constants"]): WantedRun {
  const { scale, margin, ...others } = constantsOf(head, constants);
  const flags = [
    ...["--head", head],
    ...(scale === undefined ? [] : ["--scale", String(scale)]),
    ...(margin === undefined ? [] : ["--margin", String(margin)]),
    ...Object.entries(others).flatMap(([name, value]) => ["--head-option", `${name}=${value}`]),
  ];
  return { name: `head-${head}-${constants}`, flags, epochs: HEAD_EPOCHS };
}

/** The table's rows, one per run. */
export async function wantedHeads(): Promise<WantedRow<HeadResult>[]> {
  const { test } = await loadMnist({ limit: 1 });
  return headRuns().map((wanted) => ({
    is: (row) => row.head === wanted.head && row.constants === wanted.constants,
    measure: () => measureHead(wanted, test),
  }));
}

async function measureHead({ head, constants, run }: HeadRun, test: Dataset): Promise<HeadResult> {
  const { testAccuracy, intraClassAngle, nearestClassAngle } = (await ensureRun(run)).at(-1)!;
  const { model } = await loadCheckpoint(join(RUNS, run.name, CHECKPOINT));
  const { rate } = equalErrorRate(pairScores(await embed(model, test)));
  const options = constantsOf(head, constants);
  const { maxProbability } = feasibility({ head, classes: 10, embeddingSize: 2, options });
  const angles = { intraClassAngle, nearestClassAngle };
  return { head, constants, testAccuracy, ...angles, equalErrorRate: rate, maxProbability };
}

/** The results as Markdown. */
export function headResultsTable(results: HeadResult[]): string {
  const head = [
    "`--head`",
    "constants",
    "test accuracy, %",
    "within",
    "nearest",
    "EER, %",
    "max. p, %",
  ];
  const rows = results.map((result) => [
    `\`${result.head}\``,
    result.constants === "defaults" ? "defaults" : "the paper's for faces",
    (100 * result.testAccuracy).toFixed(2),
    result.intraClassAngle.toFixed(1),
    result.nearestClassAngle.toFixed(1),
    (100 * result.equalErrorRate).toFixed(2),
    (100 * result.maxProbability).toFixed(0),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join(
    "\n",
  );
}
