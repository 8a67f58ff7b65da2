/** What the commands that use a trained model have in common. */
import { Command } from "../_commander.ts";

/** A command with the help that all of them have, without arguments and action. */
export function useCommand(name: string, usage: string, description: string): Command {
  return new Command(`deno task ${name}`).usage(usage).description(description)
    .helpOption("--help", "show this")
    .allowExcessArguments(false);
}

/** What RUN is, in the help of each. */
export const RUN = "the folder that deno task train printed, or a checkpoint in it";

/** What IMAGE is. */
export const IMAGES =
  "JPEG, PNG, WebP, GIF, AVIF or TIFF files of any size, folders of them, patterns such as 'scans/*.png', or - for an image " +
  "on standard input";

/** Flag and help of {@linkcode AsIs}. */
export const AS_IS = [
  "--as-is",
  "take images of digits as they are, brought to 28×28, and not centred and turned light on dark as MNIST's are",
] as const;

/** What {@linkcode AS_IS} gives. */
export interface AsIs {
  asIs?: boolean;
}

/** Exit codes of all of them, for the help. */
export const EXIT_CODES = "\nExit codes: 0 done, 1 failed, 2 wrong usage.";
