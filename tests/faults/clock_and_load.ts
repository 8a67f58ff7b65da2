/** Clocks that run backwards, files of another day, and a machine that has other things to do. */
import { deepStrictEqual as assertEquals } from "node:assert";
import { join } from "node:path";
import { seededRandom } from "../../lib/random.ts";
import { train } from "../cli/_train.ts";
import { busy } from "./disk.ts";
import { killedRun } from "./kills.ts";
import { argumentsFor, assertSameRun, type Reference } from "./reference.ts";

const BACKWARDS = ["--preload", new URL("./_clock_backwards.ts", import.meta.url).pathname];
const DAY = 86_400;

/**
 * Train in three starts under a clock that is set back, over files from tomorrow or yesterday.
 *
 * @returns How many starts there were.
 */
export async function wrongClock(
  place: string,
  { seed, reference }: { seed: number; reference: Reference },
): Promise<number> {
  const run = join(place, `clock-${seed}`), random = seededRandom(seed, 29);
  for (let start = 0; start < 3; start++) {
    const last = start < 2 ? ["--stop-after", "1"] : [];
    const { code, stderr } = await train([...argumentsFor(run), ...last], { deno: BACKWARDS });
    assertEquals(code, 0, stderr);
    const now = Date.now() / 1000;
    for (const path of filesIn(run)) Deno.utimeSync(path, now, now + (random() - 0.5) * 2 * DAY);
  }
  for (const line of Deno.readTextFileSync(join(run, "log.jsonl")).trim().split("\n")) {
    const { seconds, imagesPerSecond } = JSON.parse(line);
    assertEquals(seconds > 0 && imagesPerSecond > 0, true, line);
  }
  const again = await train(["--resume", run]);
  assertEquals([again.code, /all of its epochs are done/.test(again.stderr)], [2, true]);
  assertSameRun(run, reference.path);
  return 3;
}

function filesIn(run: string): string[] {
  return ["", "figures", "frames"].flatMap((folder) =>
    Array.from(Deno.readDirSync(join(run, folder)), ({ name }) => join(run, folder, name))
  );
}

/**
 * A run that is killed and resumed beside four loops that take all the cores.
 *
 * @returns How often it was killed.
 */
export async function loaded(
  place: string,
  { seed, reference }: { seed: number; reference: Reference },
): Promise<number> {
  const loops = Array.from({ length: 4 }, () => busy(":"));
  try {
    return (await killedRun(join(place, `loaded-${seed}`), { seed, reference })).kills;
  } finally {
    loops.forEach((stop) => stop());
  }
}
