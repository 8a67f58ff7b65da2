import { type Progress, progressLine } from "../../training/mod.ts";

/** Milliseconds between redraws in a terminal, and between lines elsewhere. */
const REDRAW = 150, LINE = 30_000;

/**
 * A line at the bottom of a terminal, redrawn during training; if stderr is a file or pipe, an
 * occasional line.
 */
export class ProgressBar {
  readonly #ask: () => Progress;
  readonly #inPlace = Deno.stderr.isTerminal();
  readonly #timer?: ReturnType<typeof setInterval>;

  constructor(ask: () => Progress, { hidden = false }: { hidden?: boolean } = {}) {
    this.#ask = ask;
    if (!hidden) this.#timer = setInterval(() => this.#draw(), this.#inPlace ? REDRAW : LINE);
  }

  #draw(): void {
    const progress = this.#ask();
    if (progress.step === 0) return; // a finished epoch has its own line
    const line = progressLine(progress);
    write(this.#inPlace ? `\r\x1b[K${line}` : `${line}\n`);
  }

  /** Clear the line, so that other text can be printed; the next redraw restores it. */
  clear(): void {
    if (this.#timer !== undefined && this.#inPlace) write("\r\x1b[K");
  }

  stop(): void {
    clearInterval(this.#timer);
    this.clear();
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
