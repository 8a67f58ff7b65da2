import type { RunningFit } from "./state.ts";

/** Progress of the current epoch. */
export interface Progress {
  /** 1, 2, … */
  epoch: number;
  /** Of the whole run. */
  epochs: number;
  /** Steps taken in this epoch. */
  step: number;
  /** The last one may see fewer images. */
  stepsPerEpoch: number;
  /** Mean over the epoch so far; NaN before its first step. */
  loss: number;
  /** Over the epoch so far; NaN before its first step. */
  imagesPerSecond: number;
  /** Images left in this epoch. */
  imagesLeft: number;
}

/** A run's progress. */
export function progressOf(run: RunningFit): Progress {
  const { epoch, step, stepsPerEpoch, imagesPerStep, loss, seconds } = run, { epochs } = run.plan;
  return {
    epoch: Math.min(epoch + 1, epochs),
    epochs,
    step,
    stepsPerEpoch,
    loss: loss.sum / loss.images,
    imagesPerSecond: step * imagesPerStep / seconds,
    imagesLeft: (stepsPerEpoch - step) * imagesPerStep,
  };
}

const WIDTH = 24;

/**
 * `epoch 1/4 ████████░░░░ 120/235 · loss 2.310 · 1200 images/s · 24 s left`: time left in this
 * epoch, then a note that it is being measured.
 */
export function progressLine(
  { epoch, epochs, step, stepsPerEpoch, loss, imagesPerSecond, imagesLeft }: Progress,
): string {
  const full = Math.round(WIDTH * step / stepsPerEpoch);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  const head = `epoch ${epoch}/${epochs} ${bar} ${step}/${stepsPerEpoch}`;
  if (step === 0) return head;
  const left = step === stepsPerEpoch
    ? "measuring on the test set"
    : `${Math.ceil(imagesLeft / imagesPerSecond)} s left`;
  return `${head} · loss ${loss.toFixed(3)} · ${Math.round(imagesPerSecond)} images/s · ${left}`;
}
