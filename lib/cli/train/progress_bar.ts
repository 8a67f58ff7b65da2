import type { Progress } from "../../training/mod.ts";

const WIDTH = 24;
const INTERVAL = 150;

/** A line at the foot of a terminal that is redrawn while training runs; nothing where stderr is no terminal. */
export class ProgressBar {
  readonly #ask: () => Progress;
  readonly #timer?: ReturnType<typeof setInterval>;

  constructor(ask: () => Progress, { hidden = false }: { hidden?: boolean } = {}) {
    this.#ask = ask;
    if (!hidden && Deno.stderr.isTerminal()) this.#timer = setInterval(() => this.#draw(), INTERVAL);
  }

  #draw(): void {
    write(`\r\x1b[K${progressLine(this.#ask())}`);
  }

  /** Wipe the line, so that other text can be printed; the next redraw brings it back. */
  clear(): void {
    if (this.#timer !== undefined) write("\r\x1b[K");
  }

  stop(): void {
    clearInterval(this.#timer);
    this.clear();
  }
}

/** `epoch 1/4 ████████░░░░ 120/235 · loss 2.310 · 1200 images/s · 24 s left`: time left in this epoch. */
export function progressLine(
  { epoch, epochs, step, stepsPerEpoch, loss, imagesPerSecond, imagesLeft }: Progress,
): string {
  const full = Math.round(WIDTH * step / stepsPerEpoch);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  const head = `epoch ${epoch}/${epochs} ${bar} ${step}/${stepsPerEpoch}`;
  if (step === 0) return head;
  const left = Math.ceil(imagesLeft / imagesPerSecond);
  return `${head} · loss ${loss.toFixed(3)} · ${Math.round(imagesPerSecond)} images/s · ${left} s left`;
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
