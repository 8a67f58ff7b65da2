/** The command line library, and how programs exit. */
import { type Command, CommanderError } from "npm:commander@15.1.0";
import { InputError, messageOf, UsageError } from "../errors.ts";
import { systemReason } from "../platform.ts";
import { didYouMean } from "./_nearest.ts";
import { inLine, printable } from "./_printable.ts";

export { Command, InvalidArgumentError, Option } from "npm:commander@15.1.0";

/** Exit codes of our programs. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Parse the arguments, run the program's action, and return its exit code. A usage error prints one
 * line on stderr, with the nearest valid name, and gives code 2; bad input prints one line and
 * gives code 1.
 */
export async function runProgram(program: Command, args: string[] = Deno.args): Promise<number> {
  const { log } = console;
  console.log = (...texts: unknown[]) => printing(() => log(...texts));
  program.exitOverride().configureOutput({ outputError: () => {} });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done; // --help
    console.error(lineOf(error, program));
    return error instanceof CommanderError || error instanceof UsageError
      ? exitCodes.usage
      : exitCodes.failed;
  } finally {
    console.log = log;
  }
}

/** A disk that is full, or a pipe that nobody reads any more, is no fault of the program. */
function printing(print: () => void): void {
  try {
    print();
  } catch (error) {
    throw new InputError(
      `standard output cannot be written (${systemReason(error)}); send it elsewhere`,
    );
  }
}

function lineOf(error: unknown, program: Command): string {
  if (error instanceof CommanderError) {
    const text = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
    return printable(
      `${program.name()}: ${text.replace(/\.$/, "")}${flagHint(error, program)}; see --help`,
    );
  }
  if (error instanceof InputError || error instanceof UsageError) {
    return inLine(`${program.name()}: ${error.message}`);
  }
  // Anything else is our bug: the stack trace helps to fix it.
  return printable(error instanceof Error && error.stack ? error.stack : messageOf(error));
}

/**
 * Commander suggests a flag that differs by a letter or two; this one also `--batch-size` for
 * `--batch`.
 */
function flagHint({ code, message }: CommanderError, program: Command): string {
  const [, typed] = message.match(/unknown option '(--[^'=]+)/) ?? [];
  if (code !== "commander.unknownOption" || !typed || /Did you mean/.test(message)) return "";
  return didYouMean(typed, program.options.flatMap(({ long }) => long ?? []));
}
