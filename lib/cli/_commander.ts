/** The command line library, and one way of ending a program. */
import { type Command, CommanderError } from "npm:commander@15.1.0";
import { InputError, messageOf, UsageError } from "../errors.ts";
import { didYouMean } from "./_nearest.ts";

export { Command, InvalidArgumentError, Option } from "npm:commander@15.1.0";

/** Exit codes of our programs. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Parse the arguments, run the program's action, and say which exit code it ends with. A wrong
 * command line is one line on stderr, with the nearest right name, and code 2; bad input is one
 * line and code 1.
 */
export async function runProgram(program: Command, args: string[] = Deno.args): Promise<number> {
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
  }
}

function lineOf(error: unknown, program: Command): string {
  if (error instanceof CommanderError) {
    const text = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
    return `${program.name()}: ${text.replace(/\.$/, "")}${
      flagHint(error, program)
    }; --help lists what there is`;
  }
  if (error instanceof InputError || error instanceof UsageError) {
    return `${program.name()}: ${error.message}`;
  }
  // Anything else is a mistake of ours: its origin helps to mend it.
  return error instanceof Error && error.stack ? error.stack : messageOf(error);
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
