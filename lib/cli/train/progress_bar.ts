import { type Progress, progressLine } from "../../training/mod.ts";

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

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
