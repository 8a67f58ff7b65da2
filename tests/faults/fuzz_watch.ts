/** Watches over the fuzzer: a case that hangs, ends the process or fills the memory is a fault. */
import { TextLineStream } from "./_lines.ts";
import { casesFor } from "./cases.ts";

const CHILD = new URL("./fuzz_child.ts", import.meta.url).pathname;
/** Milliseconds for one case. */
const PATIENCE = 60_000;
/** Bytes that all cases together may add. */
const MEMORY = 2e9;

/** What is damaged, and how often. */
export interface FuzzPlan {
  files: number;
  seed: number;
  /** The run that is damaged. */
  run: string;
  place: string;
}

/** @returns How many files were damaged. */
export async function watchFuzzer(
  plan: FuzzPlan,
  fault: (line: string) => void,
): Promise<number> {
  const cases = casesFor(plan);
  const name = (index: number) => JSON.stringify(cases[index]);
  for (let from = 0; from < cases.length;) {
    const { last, why } = await watchOne({ ...plan, from }, (index, text) => {
      fault(`${name(index)}: ${text}`);
    });
    if (why) fault(`${name(last)}: ${why}`);
    from = last + 1;
  }
  return cases.length;
}

/** One process, until it ends: at the last case, or at one that it did not survive. */
async function watchOne(
  plan: FuzzPlan & { from: number },
  found: (index: number, text: string) => void,
): Promise<{ last: number; why?: string }> {
  const args = ["run", "-A", "--no-lock", "--quiet", CHILD, JSON.stringify(plan)];
  const command = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" });
  const child = command.spawn();
  let last = plan.from, why: string | undefined, start = 0;
  const stop = (reason: string) => {
    why = reason;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(() => {}, 0);
  for await (const line of child.stdout.pipeThrough(new TextLineStream())) {
    clearTimeout(timer);
    timer = setTimeout(() => stop(`no answer for ${PATIENCE / 1000} s`), PATIENCE);
    const { index, fault, memory } = JSON.parse(line);
    last = index;
    if (fault) found(index, fault);
    start ||= memory;
    if (memory > start + MEMORY) stop(`memory grew from ${start} to ${memory} bytes`);
  }
  clearTimeout(timer);
  const { code } = await child.status;
  if (code !== 0) why ??= `the process ended with code ${code}`;
  return { last, why };
}
