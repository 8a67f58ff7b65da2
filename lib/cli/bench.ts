/** `deno task bench`: our training step beside PyTorch's, in one run. */
import { findNativeEngine, installNativeEngine } from "../engine/install/mod.ts";
import { wantedEngine } from "../engine/names.ts";
import { wantedOps } from "../engine/op_set.ts";
import { InputError, UsageError } from "../errors.ts";
import { runProgram } from "./_commander.ts";
import { benchCommand, type BenchFlags } from "./bench/arguments.ts";
import { saveFigure } from "../plot/mod.ts";
import { machineInfo } from "./machine.ts";
import { busyLine } from "./bench/busy.ts";
import { benchChart } from "./bench/chart.ts";
import { checkOutputs } from "./bench/outputs.ts";
import { type Found, programsFor } from "./bench/programs.ts";
import { measureParts } from "./bench/parts.ts";
import { type BenchReport, reportText } from "./bench/report.ts";
import { measureSection, type Section } from "./bench/section.ts";
import { findTcmalloc } from "./bench/tcmalloc.ts";
import { installTorch } from "./bench/torch.ts";

const report = (line: string) => console.error(line);

const program = benchCommand().action(async (flags: BenchFlags) => {
  await checkOutputs(flags);
  wantedOps(); // a set that is none is refused here too
  const busy = busyLine({ load: Deno.loadavg()[0], cores: navigator.hardwareConcurrency });
  if (busy) report(busy); // before what the task itself installs makes it so
  const gpu = await prepareEngine();
  const leftOut: string[] = [];
  const leaveOut = (line: string) => {
    leftOut.push(line);
    report(`left out: ${line}`);
  };
  const found = await prepareComparison(leaveOut);
  const result: BenchReport = {
    machine: await machineInfo(),
    busy,
    rounds: flags.rounds,
    sections: await measureAll(flags, { found, gpu, leaveOut }),
    parts: flags.parts ? await measureParts({ report }) : [],
    leftOut,
    date: new Date().toISOString(),
  };
  console.log(reportText(result));
  if (flags.json) await Deno.writeTextFile(flags.json, `${JSON.stringify(result, null, 2)}\n`);
  if (flags.chart) await saveFigure(benchChart(result), flags.chart);
});

/** @returns Whether the engine is TensorFlow for a GPU. */
async function prepareEngine(): Promise<boolean> {
  const engine = wantedEngine();
  if (engine === "cpu") throw new UsageError("MARGIN_ENGINE is cpu: tfjs's CPU engine would take hours; unset it");
  if (engine === "webgpu") return false;
  await installNativeEngine({ report });
  return findNativeEngine()?.gpu ?? false;
}

/** What PyTorch's rows need; what cannot be had leaves them out, and our own are measured all the same. */
async function prepareComparison(leaveOut: (line: string) => void): Promise<Found> {
  try {
    const torch = await installTorch({ report });
    const tcmalloc = findTcmalloc();
    if ("path" in tcmalloc) return { torch, tcmalloc: tcmalloc.path };
    leaveOut(`best PyTorch, which without tcmalloc does not count: ${tcmalloc.missing}`);
    return { torch };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    leaveOut(`PyTorch: ${error.message}`);
    return {};
  }
}

async function measureAll(
  { batch: sizes, rounds }: BenchFlags,
  { found, gpu, leaveOut }: { found: Found; gpu: boolean; leaveOut: (line: string) => void },
): Promise<Section[]> {
  const sections: Section[] = [];
  for (const batch of sizes) {
    sections.push(await measureSection(programsFor(found, { batch, gpu }), { batch, rounds, report, leaveOut }));
  }
  return sections;
}

Deno.exit(await runProgram(program));
