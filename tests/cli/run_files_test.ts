/** A run's folder: one process, one run, and what of it can be repaired. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeRunDirectory } from "../../lib/cli/train/run_directory.ts";
import { printable } from "../../lib/cli/_printable.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { loadCheckpoint, saveCheckpoint } from "../../lib/training/mod.ts";
import { type Ended, ended, fewDigits, logNumbers, spawnTrain, train } from "./_train.ts";

const place = Deno.makeTempDirSync();
const at = (...names: string[]) => join(place, ...names);
const small = ["--limit", "40", "--batch-size", "20", "--epochs", "2"];
const whole = at("whole");
const first = await train([...small, "--out", whole]);
assertEquals(first.code, 0, first.stderr);

/** A copy of a run that has one epoch left. */
const half = at("half");
assertEquals((await train([...small, "--stop-after", "1", "--out", half])).code, 0);
let copies = 0;
function copyOf(run: string): string {
  const copy = at(`copy-${copies++}`);
  for (const folder of ["", "frames", "figures"]) {
    Deno.mkdirSync(join(copy, folder), { recursive: true });
  }
  for (const folder of ["", "frames", "figures"]) {
    for (const { name, isFile } of Deno.readDirSync(join(run, folder))) {
      if (isFile) Deno.copyFileSync(join(run, folder, name), join(copy, folder, name));
    }
  }
  return copy;
}

/** One line on stderr, exit code 1, these words. */
function assertRefused({ code, stderr }: Ended, ...words: string[]): void {
  assertEquals(code, 1, stderr);
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
  for (const word of words) assertStringIncludes(stderr, word);
}

async function assertGoesOn(run: string, ...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await train(["--resume", run]);
  assertEquals(code, 0, stderr);
  for (const word of words) assertStringIncludes(stdout, word);
  assertEquals(logNumbers(run), logNumbers(whole));
}

Deno.test("runs that begin in one second have folders of their own", async () => {
  const base = at("runs"), now = new Date(0);
  const made = await Promise.all(
    [1, 2, 3].map(() => makeRunDirectory({ head: "arcface", seed: 1, base, now })),
  );
  const names = made.map(({ path }) => path.slice(base.length + 1)).sort();
  const one = "arcface-1-19700101-000000";
  assertEquals(names, [one, `${one}-2`, `${one}-3`]);
  for (const directory of made) directory.release();
});

Deno.test("a second training in a run is refused at once and names the first, until that has ended", async () => {
  const run = at("twice");
  const args = ["--limit", "4000", "--batch-size", "20", "--epochs", "1", "--out", run];
  const running = spawnTrain(args);
  while (!existsSync(join(run, "checkpoint.safetensors"))) {
    await new Promise((r) => setTimeout(r, 50));
  }
  const words = ["in use by another training", `process ${running.pid} on`];
  assertRefused(await train([...small, "--out", run]), ...words);
  assertRefused(await train(["--resume", run]), ...words);
  running.kill("SIGKILL");
  await running.output();
  const { code, stdout } = await train(["--resume", run, "--stop-after", "1"]);
  assertEquals([code, stdout.includes("resuming")], [0, true]);
});

Deno.test("a checkpoint or configuration of another run is refused, both named", async () => {
  const other = at("other"), mixed = copyOf(half);
  const args = [...small, "--head", "softmax", "--seed", "2", "--stop-after", "1", "--out", other];
  assertEquals((await train(args)).code, 0);
  Deno.copyFileSync(join(other, "checkpoint.safetensors"), join(mixed, "checkpoint.safetensors"));
  const before = Deno.readTextFileSync(join(mixed, "log.jsonl"));
  assertRefused(
    await train(["--resume", mixed]),
    "config.json is of the run (arcface, seed 1, 2 epochs, embedding size 2",
    "checkpoint.safetensors of (softmax, seed 2, 2 epochs, embedding size 2",
  );
  assertEquals(Deno.readTextFileSync(join(mixed, "log.jsonl")), before);
});

const line = Deno.readTextFileSync(join(half, "log.jsonl"));
for (
  const [what, text] of [
    ["lost", undefined],
    ["emptied", ""],
    ["doubled", line + line],
    ["of another run", line.replace(/"trainLoss":[^,]*/, '"trainLoss":1')],
    ["a line null", "null\n"],
    ["no JSON", "{\n"],
  ] as const
) {
  Deno.test(`a log that is ${what} is written anew from the checkpoint`, async () => {
    const run = copyOf(half), log = join(run, "log.jsonl");
    if (text === undefined) Deno.removeSync(log);
    else Deno.writeTextFileSync(log, text);
    await assertGoesOn(run, "log.jsonl was not what the checkpoint knows");
    if (text !== undefined) assertEquals(Deno.readTextFileSync(`${log}.old`), text);
  });
}

Deno.test("config.json that is lost or damaged is written anew", async () => {
  const run = copyOf(half), path = join(run, "config.json"), text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.slice(0, 40));
  await assertGoesOn(run, "config.json was missing or damaged");
  assertEquals(JSON.parse(Deno.readTextFileSync(path)), JSON.parse(text));
});

Deno.test("lost frames are left out, lost folders are made", async () => {
  const run = copyOf(half);
  Deno.removeSync(join(run, "frames"), { recursive: true });
  Deno.removeSync(join(run, "figures"), { recursive: true });
  await assertGoesOn(run);
  assert(existsSync(join(run, "figures", "epoch-002.png")));
});

Deno.test("pictures of fewer epochs are drawn again, whatever the clock said when they were drawn", async () => {
  const run = copyOf(whole), gif = join(run, "evolution.gif"), tomorrow = Date.now() / 1000 + 86400;
  Deno.copyFileSync(join(half, "evolution.gif"), gif);
  Deno.copyFileSync(join(half, ".drawn"), join(run, ".drawn"));
  Deno.utimeSync(gif, tomorrow, tomorrow);
  await assertGoesOn(run, "redraws the figures");
  assertEquals(Deno.readFileSync(gif), Deno.readFileSync(join(whole, "evolution.gif")));
  assertEquals((await train(["--resume", run])).code, 2);
});

Deno.test("a run that stopped between its last pictures draws them all", async () => {
  const run = copyOf(whole);
  Deno.removeSync(join(run, ".drawn"));
  await assertGoesOn(run, "redraws the figures");
  assertEquals((await train(["--resume", run])).code, 2);
});

Deno.test("an earlier version's pictures are drawn again where they are older than the weights", async () => {
  const run = copyOf(whole), gif = join(run, "evolution.gif");
  const path = join(run, "checkpoint.safetensors");
  const { metadata, tensors } = decodeSafetensors(Deno.readFileSync(path), path);
  const config = JSON.parse(metadata.config);
  delete config.data.what;
  Deno.writeFileSync(
    path,
    encodeSafetensors(tensors, { ...metadata, config: JSON.stringify(config) }),
  );
  Deno.removeSync(join(run, ".drawn"));
  const later = Date.now() / 1000 + 60;
  Deno.utimeSync(gif, later, later);
  assertEquals((await train(["--resume", run])).code, 2);
  Deno.utimeSync(gif, 0, 0);
  await assertGoesOn(run, "redraws the figures");
});

Deno.test("a run resumes by its checkpoint's path, and from data that was moved", async () => {
  const run = copyOf(half), data = at("moved");
  Deno.mkdirSync(data);
  for (const { name } of Deno.readDirSync(fewDigits)) {
    Deno.copyFileSync(join(fewDigits, name), join(data, name));
  }
  const { code, stderr } = await train([
    "--resume",
    join(run, "checkpoint.safetensors"),
    "--data",
    data,
  ]);
  assertEquals(code, 0, stderr);
  assertEquals(logNumbers(run), logNumbers(whole));
  const { data: saved } = JSON.parse(Deno.readTextFileSync(join(run, "config.json")));
  assertEquals(saved.directory, data);
});

Deno.test("paths are relative to where the command was typed", async () => {
  const typed = at("typed");
  Deno.mkdirSync(typed);
  const options = { cwd: place, env: { INIT_CWD: typed } };
  assertEquals((await train([...small, "--out", "here"], options)).code, 0);
  assert(existsSync(join(typed, "here", "log.jsonl")));
  assertEquals((await train(["--resume", "here"], options)).code, 2);
  assertRefused(await train([...small, "--data", "nowhere"], options), join(typed, "nowhere"));
});

Deno.test({
  name: "a closed terminal saves like Ctrl-C",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const run = at("hung-up");
    const args = ["--limit", "4000", "--batch-size", "20", "--epochs", "1", "--out", run];
    const running = spawnTrain(args);
    while (!existsSync(join(run, "checkpoint.safetensors"))) {
      await new Promise((r) => setTimeout(r, 50));
    }
    await new Promise((r) => setTimeout(r, 500));
    running.kill("SIGHUP");
    const { code, stdout } = ended(await running.output());
    assertEquals(code, 130);
    assertStringIncludes(stdout, "saved at epoch 1, after step");
  },
});

Deno.test({
  name:
    "a full disk behind stdout, and a limit on files, end a run in one line with what was saved",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const shell = async (script: string, run: string) => {
      const program = new URL("../../lib/cli/train.ts", import.meta.url).pathname;
      const args = [
        "-c",
        script,
        Deno.execPath(),
        "run",
        "-A",
        "--no-lock",
        program,
        ...small,
        "--out",
        run,
      ];
      return ended(await new Deno.Command("bash", { args, env: { MARGIN_QUIET: "1" } }).output());
    };
    const json = at("json"),
      { code, stderr } = await shell('exec "$0" "$@" --json > /dev/full', json);
    assertEquals([code, logNumbers(json).length], [1, 1]);
    assertStringIncludes(stderr.trim().split("\n").at(-1)!, "the output cannot be written");
    const limited = at("limited"), tight = await shell('ulimit -f 8000; exec "$0" "$@"', limited);
    assertEquals(tight.code, 1);
    assertStringIncludes(tight.stderr, "cannot be written (File too large)");
    assert(!tight.stderr.includes("    at "), tight.stderr);
    assert(![...Deno.readDirSync(limited)].some(({ name }) => name.endsWith(".partial")));
  },
});

/** A run whose checkpoint says something else. */
function altered(
  change: (
    metadata: Record<string, string>,
    tensors: ReturnType<typeof decodeSafetensors>["tensors"],
  ) => void,
): string {
  const run = copyOf(half), path = join(run, "checkpoint.safetensors");
  const { metadata, tensors } = decodeSafetensors(Deno.readFileSync(path), path);
  change(metadata, tensors);
  Deno.writeFileSync(path, encodeSafetensors(tensors, metadata));
  return run;
}

function withState(values: object): string {
  return altered((metadata) => {
    metadata.state = JSON.stringify({ ...JSON.parse(metadata.state), ...values });
  });
}

for (
  const [what, run, words] of [
    ["a state null", altered((metadata) => metadata.state = "null"), "state is null"],
    ["a state {}", altered((metadata) => metadata.state = "{}"), "state: epoch is undefined"],
    ["an epoch of -5", withState({ epoch: -5 }), "state: epoch is -5"],
    [
      "an unknown optimiser",
      withState({ optimizer: { kind: "rmsprop", steps: 1, slots: {} } }),
      'state: optimizer is "rmsprop"',
    ],
    [
      "weights of NaN",
      altered((_, tensors) => tensors["backbone.conv1.bias"].data[2] = NaN),
      "tensor backbone.conv1.bias holds NaN (number 2)",
    ],
    [
      "integers for weights",
      altered((_, tensors) => {
        const { shape } = tensors["head.prototypes"];
        tensors["head.prototypes"] = { dtype: "I32", shape, data: new Int32Array(20) };
      }),
      "tensor head.prototypes is of I32",
    ],
    [
      "a head with terminal codes for a name",
      altered((metadata) => {
        const config = JSON.parse(metadata.config);
        config.run.head = "\x1b[31mred";
        metadata.config = JSON.stringify(config);
      }),
      "its run has head \\x1b[31mred, which is not known here",
    ],
  ] as const
) {
  Deno.test(`a checkpoint with ${what} is refused by name`, async () => {
    assertRefused(await train(["--resume", run]), words);
  });
}

Deno.test("a checkpoint of the library is no run", async () => {
  const run = at("library");
  Deno.mkdirSync(run);
  const { model, state } = await loadCheckpoint(join(half, "checkpoint.safetensors"));
  await saveCheckpoint(join(run, "checkpoint.safetensors"), { model, state, config: {} });
  assertRefused(await train(["--resume", run]), "not a run of deno task train");
});

Deno.test({
  name: "links in a run's folder are refused, and nothing is written through them",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const elsewhere = at("elsewhere");
    Deno.mkdirSync(elsewhere);
    for (const name of ["frames", "figures", "log.jsonl", "evolution.gif.partial"]) {
      const run = at(`linked-${name}`);
      Deno.mkdirSync(run);
      Deno.symlinkSync(elsewhere, join(run, name));
      assertRefused(await train([...small, "--out", run]), `${join(run, name)}: is a link`);
    }
    assertEquals([...Deno.readDirSync(elsewhere)], []);
  },
});

Deno.test("printable() shows control characters in place of obeying them", () => {
  assertEquals(printable("a\x1b[2Jb\nc\td\r\u009b"), "a\\x1b[2Jb\nc\td\\x0d\\x9b");
});
