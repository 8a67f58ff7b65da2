/**
 * Something the user gave (a file, a directory, an array) cannot be used. Its message is one line:
 * what, where, and what to do.
 */
export class InputError extends Error {
  /** Begins the message where the error is not caught. */
  override name = "InputError";
}

/**
 * Data that were good at the start cannot be read any more. What was computed before is good, and
 * can be saved.
 */
export class BrokenDataError extends InputError {}

/**
 * The command line itself is wrong: an unknown flag or a value out of range. Programs exit with 2.
 */
export class UsageError extends Error {
  /** Begins the message where the error is not caught. */
  override name = "UsageError";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
