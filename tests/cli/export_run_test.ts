/** `deno task export --to saved-run`: what goes on elsewhere is the same run. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { unzipSync } from "npm:fflate@0.8.2";
import { takeLock } from "../../lib/engine/install/mod.ts";
import { allVariables, loadCheckpoint } from "../../lib/training/mod.ts";
import { type Ended, ended, fewDigits, logNumbers, train } from "./_train.ts";

const EXPORT = new URL("../../lib/cli/export.ts", import.meta.url).pathname;
const place = await Deno.makeTempDir();
const [here, whole, there] = ["here", "whole", "there"].map((name) => join(place, name));
const flags = ["--limit", "40", "--batch-size", "20", "--epochs", "4", "--center-weight", "0.1"];

async function exporting(...args: string[]): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", EXPORT, ...args],
    env: { INIT_CWD: place, MARGIN_QUIET: "1" },
  });
  return ended(await command.output());
}

function unzip(file: string, folder: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(Deno.readFileSync(file)))) {
    Deno.mkdirSync(dirname(join(folder, name)), { recursive: true });
    Deno.writeFileSync(join(folder, name), bytes);
  }
}

/** All numbers of a checkpoint, but for the clock's. */
async function numbersOf(run: string) {
  const { model, state } = await loadCheckpoint(join(run, "checkpoint.safetensors"));
  const weights = Object.entries(allVariables(model)).map(async ([name, variable]) =>
    [name, await variable.data()] as const
  );
  return { weights: await Promise.all(weights), state: { ...state, seconds: 0 } };
}

const started = await train([...flags, "--out", here, "--stop-after", "2"]);
assertEquals(started.code, 0, started.stderr);

Deno.test("a run that is exported, unzipped and resumed elsewhere is one that never stopped", async () => {
  const { code, stdout, stderr } = await exporting("here", "--to", "saved-run");
  assertEquals(code, 0, stderr);
  assertEquals(
    stderr,
    `note: its data, ${fewDigits}, do not go along; on the other machine say --data where they are\n`,
  );
  const file = join(here, "export", "here.zip");
  assertStringIncludes(stdout, `${file}\ncheck: `);
  assertMatch(stdout, /^check: \d+ files, \d+\.\d MB, read back and equal byte by byte$/m);
  unzip(file, there);
  const moved = join(place, "moved"); // the data are elsewhere too
  Deno.mkdirSync(moved);
  for (const { name } of Deno.readDirSync(fewDigits)) {
    Deno.copyFileSync(join(fewDigits, name), join(moved, name));
  }
  const run = join(there, "here");
  const resumed = await train(["--resume", run, "--data", moved]);
  assertEquals(resumed.code, 0, resumed.stderr);
  const straight = await train([...flags, "--out", whole]);
  assertEquals(straight.code, 0, straight.stderr);
  assertEquals(logNumbers(run), logNumbers(whole));
  assertEquals(logNumbers(run).length, 4);
  assertEquals(await numbersOf(run), await numbersOf(whole));
  for (const name of ["evolution.gif", "embeddings.svg"]) {
    assertEquals(Deno.readFileSync(join(run, name)), Deno.readFileSync(join(whole, name)), name);
  }
});

Deno.test("a run that trains is refused, and so is a checkpoint that is not its folder's", async () => {
  const taken = await takeLock(join(here, ".lock"));
  const args = ["here", "--to", "saved-run", "--out", "locked"];
  const { code, stderr } = await exporting(...args);
  if ("lock" in taken) taken.lock.release();
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /here: in use by another training \(process \d+ on .*\); wait until it ends$/m,
  );
  assertEquals([...Deno.readDirSync(place)].some(({ name }) => name === "locked"), false);
  Deno.copyFileSync(join(here, "checkpoint.safetensors"), join(here, "best.safetensors"));
  const best = await exporting("here/best.safetensors", "--to", "saved-run", "--out", "a");
  assertEquals(best.code, 1);
  assertStringIncludes(best.stderr, "saved-run takes a whole run; give its folder");
});
