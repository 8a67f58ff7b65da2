/** Runs the train command as a user does. */
const TRAIN = new URL("../../lib/cli/train.ts", import.meta.url).pathname;

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export function spawnTrain(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Deno.ChildProcess {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", TRAIN, ...args],
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  return command.spawn();
}

export async function train(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return ended(await spawnTrain(args, options).output());
}

export function ended({ code, stdout, stderr }: Deno.CommandOutput): Ended {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Numbers of a log that do not depend on the clock. */
export function logNumbers(directory: string): unknown[] {
  return Deno.readTextFileSync(`${directory}/log.jsonl`).trim().split("\n").map((line) => {
    const { seconds: _, imagesPerSecond: _2, summary: _3, ...numbers } = JSON.parse(line);
    return numbers;
  });
}
