/** What the C API says of a call: done, or what was wrong. */
import { textAt } from "./c_string.ts";
import type { Symbols } from "./symbols.ts";

/** The names of its codes (`tsl_status.h`). */
const codes = [
  "ok",
  "cancelled",
  "unknown",
  "invalid argument",
  "deadline exceeded",
  "not found",
  "already exists",
  "permission denied",
  "resource exhausted",
  "failed precondition",
  "aborted",
  "out of range",
  "unimplemented",
  "internal",
  "unavailable",
  "data loss",
  "unauthenticated",
];

/** A call that TensorFlow refused: what was called, on what, and its own words. */
export class TensorFlowError extends Error {
  override name = "TensorFlowError";
  /**
   * The kind of error, in TensorFlow's words: `invalid argument`, `not found`, `resource exhausted`
   * …
   */
  readonly code: string;

  constructor(what: string, { code, message }: { code: string; message: string }) {
    super(`${what}: ${message} (${code})`);
    this.code = code;
  }
}

/** One status, used for all calls: each overwrites what the one before left. */
export class Status {
  readonly pointer: Deno.PointerValue;
  readonly #c: Symbols;

  constructor(c: Symbols) {
    this.#c = c;
    this.pointer = c.TF_NewStatus();
  }

  /**
   * Throw where the last call failed.
   *
   * @param what Says what was tried; asked only then.
   */
  check(what: () => string): void {
    const code = this.#c.TF_GetCode(this.pointer);
    if (code === 0) return;
    const message = tidied(textAt(this.#c.TF_Message(this.pointer)));
    throw new TensorFlowError(what(), { code: codes[code] ?? `code ${code}`, message });
  }
}

/** On one line and without the places in a graph that an op of its own does not have. */
function tidied(message: string): string {
  const text = message.replaceAll(/\s*\[\[?\{\{node [^}]*\}\}[^\n]*/g, "").replaceAll(/\s+/g, " ");
  return text.replace(/\s*\[Op:\w+\](?: name:\s*)?$/, "").trim();
}
