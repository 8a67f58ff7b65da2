/** One run of the benchmark: prepares what is compared, then measures it. */
import { findNativeEngine, installNativeEngine } from "../../engine/install/mod.ts";
import { wantedEngine } from "../../engine/names.ts";
import { wantedOps } from "../../engine/op_set.ts";
import { InputError, UsageError } from "../../errors.ts";
import { machineInfo } from "../machine.ts";
import { busyLine } from "./busy.ts";
import { measureParts } from "./parts.ts";
import { type Found, programsFor } from "./programs.ts";
import type { BenchReport } from "./report.ts";
import { measureSection, type Section } from "./section.ts";
import { findTcmalloc } from "./tcmalloc.ts";
import { installTorch } from "./torch.ts";

/** How much is measured. */
export interface BenchPlan {
  /** Number of rounds. */
  rounds: number;
  /** Batch sizes. */
  batch: number[];
  /** Also what is measured besides the step. */
  parts: boolean;
}

type Say = (line: string) => void;

/**
 * Measure this library's training step alongside PyTorch's.
 *
 * @param report Called with a line for everything installed, started, measured or left out.
 * @throws {UsageError} The environment names an engine that cannot be measured, or an unknown op
 * set.
 */
export async function runBench(plan: BenchPlan, { report }: { report: Say }): Promise<BenchReport> {
  wantedOps(); // an unknown set is rejected here too
  const busy = busyLine({ load: Deno.loadavg()[0], cores: navigator.hardwareConcurrency });
  if (busy) report(busy); // before the task's own installation makes it so
  const gpu = await prepareEngine(report);
  const leftOut: string[] = [];
  const leaveOut = (line: string) => {
    leftOut.push(line);
    report(`left out: ${line}`);
  };
  const found = await prepareComparison({ report, leaveOut });
  return {
    machine: await machineInfo(),
    busy,
    rounds: plan.rounds,
    sections: await measureAll(plan, { found, gpu, report, leaveOut }),
    parts: plan.parts ? await measureParts({ report }) : [],
    leftOut,
    date: new Date().toISOString(),
  };
}

/** @returns Whether the engine is TensorFlow for a GPU. */
async function prepareEngine(report: Say): Promise<boolean> {
  const engine = wantedEngine();
  if (engine === "cpu") {
    throw new UsageError("MARGIN_ENGINE is cpu: tfjs's CPU engine would take hours; unset it");
  }
  if (engine === "webgpu") return false;
  await installNativeEngine({ report });
  return findNativeEngine()?.gpu ?? false;
}

/** What PyTorch's rows need; without it they are left out, and ours are still measured. */
async function prepareComparison(
  { report, leaveOut }: Record<"report" | "leaveOut", Say>,
): Promise<Found> {
  try {
    const torch = await installTorch({ report });
    const tcmalloc = findTcmalloc();
    if ("path" in tcmalloc) return { torch, tcmalloc: tcmalloc.path };
    leaveOut(`best PyTorch, which is not a fair comparison without tcmalloc: ${tcmalloc.missing}`);
    return { torch };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    leaveOut(`PyTorch: ${error.message}`);
    return {};
  }
}

async function measureAll(
  { batch: sizes, rounds }: BenchPlan,
  { found, gpu, report, leaveOut }: { found: Found; gpu: boolean; report: Say; leaveOut: Say },
): Promise<Section[]> {
  const sections: Section[] = [];
  for (const batch of sizes) {
    sections.push(
      await measureSection(programsFor(found, { batch, gpu }), { batch, rounds, report, leaveOut }),
    );
  }
  return sections;
}
