/** The fuzzer's own process: says on stdout which case it is at, so that a hang has a name. */
import { casesFor } from "./cases.ts";
import { fuzzed } from "./fuzz.ts";

const { files, seed, from, run, place } = JSON.parse(Deno.args[0]);
const out = (line: object) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(line) + "\n"));

for (const [index, wanted] of casesFor({ files, seed }).entries()) {
  if (index < from) continue;
  out({ index, memory: Deno.memoryUsage().rss });
  const fault = await fuzzed(wanted.target, wanted.seed, { run, place });
  if (fault) out({ index, fault });
}
Deno.exit(0); // the engine would keep the process waiting
