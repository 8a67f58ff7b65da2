/** Runs the train command as a user does, on the first images of MNIST: fewer to be measured on. */
import { join } from "node:path";
import { loadMnist } from "../../lib/data/mod.ts";
import type { MemoryDataset } from "../../lib/types.ts";
import { idxFile } from "../data/_idx_files.ts";

/** The first images of MNIST as a data set of their own: 4,000 to train on, 500 to test. */
export const fewDigits = await Deno.makeTempDir({ prefix: "few-digits-" });
const few = await loadMnist({ limit: 4000, testLimit: 500 });
for (const [part, set] of [["train", few.train], ["t10k", few.test]] as [string, MemoryDataset][]) {
  const images = idxFile([set.length, 28, 28], set.images);
  await Deno.writeFile(join(fewDigits, `${part}-images-idx3-ubyte`), images);
  const labels = idxFile([set.length], set.labels);
  await Deno.writeFile(join(fewDigits, `${part}-labels-idx1-ubyte`), labels);
}

/** A run that resumes, or says what its data is, has it already. */
function withData(args: string[]): string[] {
  const own = args.some((arg) => ["--data", "--resume"].includes(arg));
  return own ? args : [...args, "--data", fewDigits];
}

const TRAIN = new URL("../../lib/cli/train.ts", import.meta.url).pathname;

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Where and how it runs; `deno`: further arguments of `deno run`. */
export interface TrainOptions {
  cwd?: string;
  env?: Record<string, string>;
  deno?: string[];
}

export function spawnTrain(
  args: string[],
  { deno = [], ...options }: TrainOptions = {},
): Deno.ChildProcess {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", ...deno, TRAIN, ...withData(args)],
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  return command.spawn();
}

export async function train(args: string[], options: TrainOptions = {}): Promise<Ended> {
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
