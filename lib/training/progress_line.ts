import type { Progress } from "./_run.ts";

const WIDTH = 24;

/** `epoch 1/4 ████████░░░░ 120/235 · loss 2.310 · 1200 images/s · 24 s left`: time left in this epoch, then that it is measured. */
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
