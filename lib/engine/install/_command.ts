/** Running other programs. */

/** How a program ended. */
export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to completion; undefined if there is no such program. Tests pass a fake. */
export type RunCommand = (
  command: string[],
  options?: { env?: Record<string, string> },
) => Promise<CommandResult | undefined>;

/** The real one: with messages in English, so that errors can be told apart. */
export const runCommand: RunCommand = async ([program, ...args], options = {}) => {
  const env = { ...options.env, LC_ALL: "C" };
  try {
    const command = new Deno.Command(program, {
      args,
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    const { code, stdout, stderr } = await command.output();
    return {
      code,
      stdout: new TextDecoder().decode(stdout),
      stderr: new TextDecoder().decode(stderr),
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    throw error;
  }
};

/** The most informative line of a program's output: the first with "error" in it, or the last. */
export function tellingLine(text: string): string {
  const lines = linesOf(text);
  const line = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "no message";
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/**
 * The last line with "error" in it, or the very last: where Python and TypeScript programs say why
 * they failed.
 */
export function lastError(text: string): string {
  const lines = linesOf(text);
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "no message").slice(
    0,
    300,
  );
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
