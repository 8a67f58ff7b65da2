/** Runs the commands that use a trained model, as a user does. */
import { type Ended, ended, type TrainOptions } from "./_train.ts";

export type UseCommand =
  | "predict"
  | "embed"
  | "verify"
  | "threshold"
  | "enrol"
  | "identify"
  | "export";

/** Run one of them. */
export async function use(
  command: UseCommand,
  args: string[],
  { stdin, ...options }: Pick<TrainOptions, "cwd" | "env"> & {
    stdin?: Uint8Array<ArrayBuffer>;
  } = {},
): Promise<Ended> {
  const program = new URL(`../../lib/cli/${command}.ts`, import.meta.url).pathname;
  const running = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", program, ...args],
    stdin: stdin ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  const child = running.spawn();
  const sent = stdin && new Blob([stdin]).stream().pipeTo(child.stdin).catch(() => {});
  const output = await child.output();
  await sent;
  return ended(output);
}
