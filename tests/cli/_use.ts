/** Runs the commands that use a trained model, as a user does. */
import { type Ended, ended, type TrainOptions } from "./_train.ts";

export type UseCommand = "predict" | "embed" | "verify" | "threshold" | "enrol" | "identify";

/** Run one of them. */
export async function use(
  command: UseCommand,
  args: string[],
  options: Pick<TrainOptions, "cwd" | "env"> = {},
): Promise<Ended> {
  const program = new URL(`../../lib/cli/${command}.ts`, import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", program, ...args],
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  return ended(await child.output());
}
