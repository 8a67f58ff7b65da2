/** What the fuzzer tries: faults that were found once, then files that are drawn by seed. */
import { type Target, targets } from "./fuzz.ts";

const CORPUS = new URL("./corpus.jsonl", import.meta.url);

export interface Case {
  target: Target;
  seed: number;
}

/** Known cases, then this many of each target. */
export function casesFor({ files, seed }: { files: number; seed: number }): Case[] {
  const known = Deno.readTextFileSync(CORPUS).split("\n").filter((line) => line !== "");
  const cases: Case[] = known.map((line) => JSON.parse(line));
  for (const target of targets) {
    for (let i = 0; i < files; i++) cases.push({ target, seed: seed * 1_000_000 + i });
  }
  return cases;
}
