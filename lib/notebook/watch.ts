import { plotCurves, plotEmbeddings } from "../plot/mod.ts";
import { progressLine, resultText, type Training } from "../training/mod.ts";
import type { EpochRecord } from "../types.ts";
import { Place } from "./show.ts";

/** Options of {@linkcode watch}. */
export interface WatchOptions<Epoch extends EpochRecord = EpochRecord> {
  /** Title of the figures. */
  title?: string;
  /** Epochs finished by an earlier, stopped run: the curve starts with them. */
  records?: Epoch[];
}

/** Milliseconds between progress updates. */
const TICK = 500;

/**
 * Train to the end while watching: progress, embedding plane and curves are shown below the cell,
 * redrawn in place after each epoch.
 *
 * The notebook's Stop button ends it after the current batch. Kernel, variables and weights are
 * kept; to resume, watch a new `fit` with the same options and `resume: await training.state()`.
 *
 * @param training What `fit` returned.
 * @returns A record per finished epoch, those of `records` first.
 */
export async function watch<Epoch extends EpochRecord>(
  training: Training<Epoch>,
  options: WatchOptions<Epoch> = {},
): Promise<Epoch[]> {
  const records = [...options.records ?? []];
  const [status, plane, curves] = [new Place(), new Place(), new Place()];
  const start = performance.now();
  await status.show(progressLine(training.progress()));
  const timer = setInterval(() => void status.show(progressLine(training.progress())), TICK);
  const release = stopOnInterrupt(training);
  try {
    for await (const record of training) {
      records.push(record);
      if (training.testEmbeddings()) await plane.show(planeOf(training, record, options.title));
      await curves.show(plotCurves(records));
    }
  } finally {
    clearInterval(timer);
    release();
  }
  await status.show(
    closingLine(training, { records, seconds: (performance.now() - start) / 1000 }),
  );
  return records;
}

function planeOf(training: Training, record: EpochRecord, title = "Test embeddings") {
  const subtitle = [`epoch ${record.epoch}`, resultText(record)].filter(Boolean).join(" · ");
  return plotEmbeddings(training.testEmbeddings()!, { title, subtitle });
}

function closingLine(
  training: Training,
  { records, seconds }: { records: EpochRecord[]; seconds: number },
): string {
  const { epoch, epochs, step } = training.progress();
  if (records.length >= epochs) {
    return `done in ${(seconds / 60).toFixed(1)} minutes: ${records.at(-1)?.summary}`;
  }
  return `stopped in epoch ${epoch}, after step ${step}: kernel, variables and weights live on. To go on, run this in a new cell:\n` +
    "  await watch(fit(model, data, { ...options, resume: await training.state() }), { records })\n" +
    "with the same options, and the names that this cell gave to fit's result and to watch's";
}

/** The Stop button sends SIGINT, which would kill the kernel. */
function stopOnInterrupt(training: Training): () => void {
  const stop = () => training.stop();
  Deno.addSignalListener("SIGINT", stop);
  return () => Deno.removeSignalListener("SIGINT", stop);
}
