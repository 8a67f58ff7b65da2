/**
 * Text that may come from a file, fit for a terminal: control characters, which could move its
 * cursor or change its colours, are written as `\\x1b`.
 */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
  return text.replace(control, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** The same, as one line. */
export function inLine(text: string): string {
  return printable(text.replaceAll("\n", "\\n"));
}
