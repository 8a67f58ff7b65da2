/** Threads that decode images while this one trains. */
import { Worker } from "node:worker_threads";
import { program, type Result, type Task, work } from "./_decode.ts";

/** Some threads; each does its tasks in the order they came. */
export class Decoders {
  readonly #threads: Thread[];

  /** @param count 0: everything in this thread. */
  constructor(count: number) {
    this.#threads = Array.from({ length: count }, () => new Thread());
  }

  /** Decode files, or read their headers, shared out over the threads. */
  async all({ paths, target }: Task): Promise<Result> {
    if (this.#threads.length === 0) return await work({ paths, target });
    const share = Math.ceil(paths.length / this.#threads.length);
    const parts = this.#threads.map((thread, i) => {
      const own = paths.slice(i * share, (i + 1) * share);
      return thread.do({ paths: own, target });
    });
    return joined(await Promise.all(parts), share);
  }
}

/** Results of shares that follow each other. */
function joined(parts: Result[], share: number): Result {
  const faults = parts.flatMap(({ faults }, part) =>
    faults.map(([index, reason]): [number, string] => [part * share + index, reason])
  );
  const headers = parts.flatMap(({ headers = [] }) => headers);
  const length = parts.reduce((sum, { pixels }) => sum + (pixels?.length ?? 0), 0);
  const pixels = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (!part.pixels) continue;
    pixels.set(part.pixels, at);
    at += part.pixels.length;
  }
  return { headers, pixels, faults };
}

class Thread {
  #worker?: Worker;
  #next = 0;
  readonly #waiting = new Map<number, (result: Result | Error) => void>();

  do(task: Task): Promise<Result> {
    this.#worker ??= this.#started();
    const id = this.#next++;
    this.#worker.ref(); // while somebody waits; idle threads keep no program alive
    this.#worker.postMessage({ id, task });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (result) => result instanceof Error ? reject(result) : resolve(result));
    });
  }

  #started(): Worker {
    const worker = new Worker(program, { workerData: { decodes: program.href } });
    worker.on("message", ({ id, result }) => this.#answer(id, result));
    worker.on("error", (error: Error) => {
      for (const id of [...this.#waiting.keys()]) this.#answer(id, error);
      this.#worker = undefined;
    });
    return worker;
  }

  #answer(id: number, result: Result | Error): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    waiting?.(result);
  }
}
