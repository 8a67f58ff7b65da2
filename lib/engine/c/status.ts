/** The C API's status of a call: success, or what went wrong. */
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

/** A call that TensorFlow rejected: what was called, on what, and TensorFlow's message. */
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

/** One status for all calls: each overwrites the last. */
export class Status {
  readonly pointer: Deno.PointerValue;
  readonly #c: Symbols;

  constructor(c: Symbols) {
    this.#c = c;
    this.pointer = c.TF_NewStatus();
  }

  /**
   * Throw if the last call failed.
   *
   * @param what Says what was tried; evaluated only then.
   */
  check(what: () => string): void {
    const code = this.#c.TF_GetCode(this.pointer);
    if (code === 0) return;
    const message = tidied(textAt(this.#c.TF_Message(this.pointer)));
    throw new TensorFlowError(what(), { code: codes[code] ?? `code ${code}`, message });
  }
}

/** On one line, without graph locations, which an eager op does not have. */
function tidied(message: string): string {
  const text = message.replaceAll(/\s*\[\[?\{\{node [^}]*\}\}[^\n]*/g, "").replaceAll(/\s+/g, " ");
  return text.replace(/\s*\[Op:\w+\](?: name:\s*)?$/, "").trim();
}
