/** What the measured programs print, one JSON object per line. */

/** First line: warmed up. */
export interface Ready {
  /** When the first training step finished, milliseconds since 1970. */
  firstStepAt: number;
  device: string;
  /** Names and versions, for display. */
  software: string;
  /** Whether tcmalloc is in the process. */
  tcmalloc: boolean;
}

/** Answer to a line "N". */
export interface StepsAnswer {
  imagesPerSecond: number;
  /** Of the last step. */
  loss: number;
  /** Peak memory of the process so far; null if unavailable. */
  peakBytes: number | null;
}

/** Answer to a line "matmul N". */
export interface MatmulAnswer {
  gigaflopsPerSecond: number;
}

/** @throws {Error} When the line is something else. */
export function parseReady(line: string): Ready {
  const ready = objectIn(line).ready as Partial<Ready> | undefined;
  const { firstStepAt, device, software, tcmalloc } = ready ?? {};
  if (isRate(firstStepAt) && typeof device === "string" && typeof software === "string") {
    return { firstStepAt, device, software, tcmalloc: tcmalloc === true };
  }
  throw unexpected(line, "ready");
}

/**
 * @throws {Error} When the line is something else, or training failed: timing a step that computes
 * NaN is meaningless.
 */
export function parseSteps(line: string): StepsAnswer {
  const { imagesPerSecond, loss, peakBytes } = objectIn(line);
  if (!isRate(imagesPerSecond)) throw unexpected(line, "imagesPerSecond");
  if (!Number.isFinite(loss)) throw new Error(`its loss is not finite: ${line}`);
  return { imagesPerSecond, loss: loss as number, peakBytes: isRate(peakBytes) ? peakBytes : null };
}

/** @throws {Error} When the line is something else. */
export function parseMatmul(line: string): MatmulAnswer {
  const { gigaflopsPerSecond } = objectIn(line);
  if (!isRate(gigaflopsPerSecond)) throw unexpected(line, "gigaflopsPerSecond");
  return { gigaflopsPerSecond };
}

function isRate(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function objectIn(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line.replace(/\bNaN\b|-?\bInfinity\b/g, "null")); // Python prints them bare
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // reported below
  }
  throw unexpected(line, "a JSON object");
}

function unexpected(line: string, wanted: string): Error {
  return new Error(`it printed ${JSON.stringify(line.slice(0, 200))} where ${wanted} was expected`);
}

/** Lines of a byte stream, without line ends; the last one even if unterminated. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
