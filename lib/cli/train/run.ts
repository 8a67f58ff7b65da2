/** A training run: the library's loop, plus what a run saves and shows. */
import { engineInfo } from "../../engine/mod.ts";
import { BrokenDataError, InputError } from "../../errors.ts";
import { appendRecord, saveCheckpoint, type Training } from "../../training/mod.ts";
import type { EpochRecord } from "../../types.ts";
import type { TrainFlags } from "./flags.ts";
import { engineText, unusedOpsNote } from "./engine_text.ts";
import { expectationFor, expectationLine, isTooSlowToStop } from "./expectation.ts";
import { feasibilityNote } from "./feasibility_note.ts";
import { drawBatch } from "./batch_figure.ts";
import { drawEpoch, drawRun, methodTitle } from "./figures.ts";
import { ProgressBar } from "./progress_bar.ts";
import { type Report, reportFor, summaryTable } from "./report.ts";
import { writeConfig } from "./saved_run.ts";
import { embeddingsOf, strangerScores } from "./shown_embeddings.ts";
import { isFinished, stallText, type StartedRun, startRun } from "./start.ts";

const STOPPED = 130;

/** Milliseconds within which signals are one. */
const SAME_SIGNAL = 400;

/**
 * Train as specified by the flags.
 *
 * @returns The exit code: 0, or 130 if a signal stopped it after saving.
 */
export async function runTraining(flags: TrainFlags): Promise<number> {
  const report = reportFor(flags), run = await startRun(flags);
  try {
    return await trained(run, { flags, report });
  } finally {
    run.directory.release();
  }
}

async function trained(
  run: StartedRun,
  { flags, report }: { flags: TrainFlags; report: Report },
): Promise<number> {
  introduce(run, report);
  if (Deno.build.os === "linux") Deno.addSignalListener("SIGXFSZ", () => {}); // a write fails, and says so
  const { training, stop } = run;
  if (!run.state) {
    await drawBatch(run.directory, run);
    await save(run, training);
  }
  if (await stepsAreShort(run, report)) stopOnSignals(stop, report);
  await follow(run, training, { report, flags });
  const unfinished = !isFinished(run.config, await training.state());
  if (stop.signal.aborted && unfinished) return await leave(run, training, report);
  await finish(run, training, report);
  return 0;
}

function introduce(run: StartedRun, report: Report): void {
  report.line(`engine: ${engineText(engineInfo())}`);
  report.line(`run: ${runText(run)} → ${run.directory.path}`);
  const notes = [
    unusedOpsNote(engineInfo(), Deno.env.get("MARGIN_OPS")),
    ...run.notes,
    feasibilityNote(run.config),
  ];
  for (const note of notes) if (note) report.line(note);
  writeConfig(run.directory, run.description);
}

/** Reports how long a slow engine will take; true if signals can wait for the end of a step. */
async function stepsAreShort(run: StartedRun, report: Report): Promise<boolean> {
  if (engineInfo().backend !== "cpu") return true;
  const expectation = await expectationFor(run.config, run.data.train);
  report.line(expectationLine(expectation, run.data.train.length));
  return !isTooSlowToStop(expectation);
}

function runText({ config, data }: StartedRun): string {
  const { accumulate, batchSize, precision, seed } = config;
  const steps = accumulate > 1 ? [`steps of ${accumulate} × ${batchSize} images`] : [];
  const products = precision === "float32" ? [] : [precision];
  return [methodTitle(config), ...steps, ...products, `seed ${seed}`, `${data.train.length} images`]
    .join(", ");
}

/** One record after another, until the run or `--stop-after` is reached. */
async function follow(
  run: StartedRun,
  training: Training,
  { report, flags }: { report: Report; flags: TrainFlags },
): Promise<void> {
  const bar = new ProgressBar(() => training.progress(), { hidden: flags.quiet });
  const first = run.records.length;
  try {
    for await (const record of training) {
      run.records.push(record);
      // The log before the checkpoint: a crash in between leaves an extra line, which resuming
      // removes, never a missing one.
      appendRecord(run.directory.log, record);
      await drawEpoch(run.directory, {
        record,
        embeddings: await embeddingsOf(run, training),
        config: run.config,
      });
      // The best before the checkpoint, which says that it was kept: a kill in between repeats it.
      await keepIfBest(run, training, record);
      await save(run, training);
      bar.clear();
      report.record(record); // told when it is saved: nobody may be there to hear it
      if (run.records.length - first === flags.stopAfter) break;
    }
  } catch (error) {
    bar.clear();
    if (error instanceof BrokenDataError) await saveBroken(run, training, error);
    throw error;
  } finally {
    bar.stop();
  }
}

/** Images that break off while the run goes on do not cost what it has trained. */
async function saveBroken(
  run: StartedRun,
  training: Training,
  { message }: BrokenDataError,
): Promise<never> {
  await save(run, training);
  throw new InputError(
    `${message}; what was trained is saved: then deno task train --resume ${run.directory.path}`,
  );
}

/** With `--keep-best`: beside the checkpoint, one of the best epoch so far. */
async function keepIfBest(
  { config, directory, model, description, records }: StartedRun,
  training: Training,
  { epoch }: EpochRecord,
): Promise<void> {
  if (!config.keepBest) return;
  const state = await training.state();
  if (state.best?.epoch !== epoch) return;
  await saveCheckpoint(directory.best, { model, state, config: { ...description, records } });
}

async function save(
  { directory, model, description, records }: StartedRun,
  training: Training,
): Promise<void> {
  await saveCheckpoint(directory.checkpoint, {
    model,
    state: await training.state(),
    config: { ...description, records },
  });
}

/**
 * Aborts on Ctrl-C, SIGTERM and a closed terminal; a second Ctrl-C ends the process at once. A write
 * beyond the allowed size of a file fails instead of ending the process.
 */
function stopOnSignals(controller: AbortController, report: Report): void {
  let first = 0;
  const stop = () => {
    // A terminal's Ctrl-C comes twice: by itself, and by way of the task that started this program.
    if (controller.signal.aborted && performance.now() - first < SAME_SIGNAL) return;
    if (controller.signal.aborted) Deno.exit(STOPPED);
    first = performance.now();
    report.line("\nstopping after this step; once more to stop at once, without saving");
    controller.abort();
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os === "windows") return;
  for (const signal of ["SIGTERM", "SIGHUP"] as const) Deno.addSignalListener(signal, stop);
}

async function leave(run: StartedRun, training: Training, report: Report): Promise<number> {
  await save(run, training);
  const { epoch, step } = await training.state();
  const where = step === 0 ? `after epoch ${epoch}` : `at epoch ${epoch + 1}, after step ${step}`;
  report.line(`saved ${where}; resume with: deno task train --resume ${run.directory.path}`);
  return STOPPED;
}

async function finish(run: StartedRun, training: Training, report: Report): Promise<void> {
  const { records, directory, config } = run;
  const embeddings = await embeddingsOf(run, training);
  const strangers = await strangerScores(run, embeddings);
  const paths = await drawRun(directory, { records, embeddings, strangers, config });
  report.line("\n" + summaryTable(records) + "\n");
  report.line(`pictures: ${paths.join("  ")}  ${directory.file("figures")}`);
  report.line(`weights: ${directory.checkpoint}`);
  const state = await training.state();
  if (config.keepBest) report.line(`best: epoch ${state.best?.epoch}, ${directory.best}`);
  if (isFinished(config, state) && state.epoch < config.epochs) {
    report.line(`stopped early: ${stallText(config, state)}`);
  }
  if (!isFinished(config, state)) {
    report.line(
      `${records.length} of ${config.epochs} epochs are done; resume with: deno task train --resume ${directory.path}`,
    );
  }
}
