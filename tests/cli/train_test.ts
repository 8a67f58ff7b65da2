import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadCheckpoint } from "../../lib/training/mod.ts";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { ended, logNumbers, spawnTrain, train } from "./_train.ts";

const place = Deno.makeTempDirSync();
const at = (name: string) => join(place, name);
const small = ["--limit", "120", "--batch-size", "40", "--epochs", "2"];
const whole = at("whole");

function tensors(directory: string) {
  const path = join(directory, "checkpoint.safetensors");
  return decodeSafetensors(Deno.readFileSync(path), path).tensors;
}

/** One line on stderr, this code, these words. */
async function refused(args: string[], code: number, ...words: string[]): Promise<void> {
  const result = await train(args);
  assertEquals(result.code, code, result.stderr);
  const lines = result.stderr.trim().split("\n").filter((line) => !line.startsWith("engine:"));
  assertEquals(lines.length, 1, result.stderr);
  for (const word of words) assertStringIncludes(lines[0], word);
}

const written = await train([...small, "--out", whole]);

Deno.test("train writes a run and tells about it", () => {
  const { code, stdout, stderr } = written;
  assertEquals(code, 0, stderr);
  for (const words of ["engine: ", "epoch 1/2", "test accuracy", "embeddings.svg"]) {
    assertStringIncludes(stdout, words);
  }
  for (
    const file of [
      "config.json",
      "log.jsonl",
      "checkpoint.safetensors",
      "embeddings.svg",
      "evolution.gif",
      "curves.svg",
      "figures/epoch-001.png",
      "figures/epoch-002.png",
    ]
  ) {
    assert(Deno.statSync(join(whole, file)).size > 100, file);
  }
  assertEquals(logNumbers(whole).length, 2);
});

Deno.test("train: stopped after an epoch and resumed equals one run, in weights and log", async () => {
  const parts = at("parts");
  assertEquals((await train([...small, "--out", parts, "--stop-after", "1"])).code, 0);
  assertEquals(logNumbers(parts).length, 1);
  assertEquals((await train(["--resume", parts])).code, 0);
  assertEquals(logNumbers(parts), logNumbers(whole));
  assertEquals(tensors(parts), tensors(whole));
});

Deno.test("train --resume keeps the set of ops that the run began with", async () => {
  const env = { MARGIN_OPS: "plain" }, plain = at("plain"), parts = at("plain-parts"); // not the default
  assertEquals((await train([...small, "--out", plain], { env })).code, 0);
  assertEquals((await train([...small, "--out", parts, "--stop-after", "1"], { env })).code, 0);
  const { code, stdout } = await train(["--resume", parts]); // without the variable
  assertEquals([code, stdout.includes("the run started")], [0, false], stdout);
  assertStringIncludes(stdout, ", plain ops");
  assertEquals(logNumbers(parts), logNumbers(plain));
  assertEquals(tensors(parts), tensors(plain));
});

Deno.test("train --resume with another set of ops says so", async () => {
  const mixed = at("mixed");
  assertEquals(
    (await train([...small, "--out", mixed, "--stop-after", "1"], { env: { MARGIN_OPS: "plain" } }))
      .code,
    0,
  );
  const { code, stdout } = await train(["--resume", mixed], { env: { MARGIN_OPS: "fast" } });
  assertEquals(code, 0);
  for (const words of [", fast ops", "plain ops: from here on", "unset MARGIN_OPS"]) {
    assertStringIncludes(stdout, words);
  }
});

Deno.test("train on an engine whose steps take long ends at once by Ctrl-C, and can be resumed", async () => {
  const slow = at("slow"),
    child = spawnTrain(["--engine", "cpu", "--limit", "300", "--epochs", "1", "--out", slow]);
  let told = "";
  for await (const bytes of child.stdout.pipeThrough(new TextDecoderStream())) {
    told += bytes;
    if (told.includes("cannot be interrupted cleanly")) break;
  }
  child.kill("SIGINT");
  assertEquals((await child.status).signal, "SIGINT");
  await child.stderr.cancel();
  assert(Deno.statSync(join(slow, "checkpoint.safetensors")).size > 0);
});

/** Wait until a run has taken some steps: its first epoch is logged. */
async function firstEpoch(directory: string): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    try {
      if (Deno.readTextFileSync(join(directory, "log.jsonl")).includes("\n")) return;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the run did not get through its first epoch");
}

const longer = ["--limit", "2000", "--batch-size", "20", "--epochs", "2"];

let undisturbed: Promise<string> | undefined;

/** The same run without an end before its time; made by the first test that asks. */
function reference(): Promise<string> {
  return undisturbed ??= (async () => {
    const directory = at("reference");
    assertEquals((await train([...longer, "--out", directory])).code, 0);
    return directory;
  })();
}

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`train: ended by ${signal} inside an epoch and resumed equals one run`, async () => {
    const directory = at(signal);
    const child = spawnTrain([...longer, "--out", directory]);
    await firstEpoch(directory);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill(signal);
    const { code, stdout } = ended(await child.output());
    if (signal === "SIGINT") {
      assertEquals(code, 130);
      assertStringIncludes(stdout, `--resume ${directory}`);
    }
    assertEquals((await train(["--resume", directory])).code, 0);
    const whole = await reference();
    assertEquals(logNumbers(directory), logNumbers(whole));
    assertEquals(tensors(directory), tensors(whole));
  });
}

Deno.test("train --resume draws the pictures of a run that was killed after its last epoch", async () => {
  const pictures = ["evolution.gif", "embeddings.svg", "curves.svg"].map((name) =>
    join(whole, name)
  );
  const before = pictures.map((path) => Deno.readFileSync(path));
  pictures.forEach((path) => Deno.removeSync(path));
  const { code, stdout, stderr } = await train(["--resume", whole]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "redraws the figures of");
  assertEquals(pictures.map((path) => Deno.readFileSync(path)), before);
});

Deno.test("train --json gives one record an epoch on stdout, --init starts from another run's weights", async () => {
  const { code, stdout, stderr } = await train([
    "--limit",
    "80",
    "--epochs",
    "1",
    "--init",
    whole,
    "--json",
    "--out",
    at("init"),
  ]);
  assertEquals(code, 0, stderr);
  const [record, ...more] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals([record.epoch, more.length], [1, 0]);
  assertMatch(stderr, /starts from the weights of/);
  assertNotEquals(tensors(at("init"))["head.prototypes"], tensors(whole)["head.prototypes"]);
});

Deno.test("train refuses wrong usage with 2, in one line", async () => {
  await refused(["--epoch", "2"], 2, "--epochs");
  await refused(["--batch", "64"], 2, "did you mean --batch-size?");
  await refused(["--resume", whole, "--accumulate", "2"], 2, "was started with 1");
  await refused(["--resume", whole, "--ring-weight", "2"], 2, "was started without it");
  await refused(["--head", "arcfaces"], 2, "arcface");
  await refused(
    ["--limit", "10", "--batch-size", "64", "--drop-last", "--out", at("drop")],
    2,
    "--batch-size 64",
    "10 images",
  );
  const nothing = at("nothing-made"), out = ["--out", nothing];
  const parts = ["--limit", "100", "--batch-size", "64", "--accumulate", "4", "--drop-last"];
  await refused([...parts, ...out], 2, "--batch-size 64 times --accumulate 4 with --drop-last");
  const partial = ["--head", "partial-arcface", "--accumulate", "2", "--limit", "600"];
  await refused([...partial, ...out], 2, "--accumulate is 2, but head partial-arcface draws");
  await refused(["--sampler", "8", ...out], 2, "--sampler 8: give classes × images");
  await refused(["--sampler", "8x4", "--batch-size", "9", ...out], 2, "has 32 images");
  await refused(["--beta1", "0.5", "--optimizer", "sgd", ...out], 2, "--beta1 has no effect");
  assert(!existsSync(nothing));
  await refused(["--resume", whole, "--epochs", "9"], 2, "--epochs 9", "--init");
  await refused(["--resume", whole, "--head", "softmax"], 2, "softmax", "arcface");
  await refused(["--resume", whole], 2, "done", "--init");
});

Deno.test("train refuses bad input with 1, in one line", async () => {
  await refused(["--resume", at("nowhere")], 1, "nowhere", "holds no run");
  await refused(["--data", at("nothing"), "--out", at("x")], 1, "nothing");
  await refused([...small, "--out", whole], 1, "already holds a run", "--resume");
  Deno.writeTextFileSync(at("file"), "");
  await refused([...small, "--out", join(at("file"), "x")], 1, "cannot be written", "--out");
  await refused(["--limit", "70000", "--out", at("x")], 1, "there are 4000 training images");
  const one = ["--limit", "33", "--batch-size", "32", "--out", at("x")];
  await refused(one, 1, "the last of batches of 32 has 1 of 33 images", "--drop-last");
  await refused(["--limit", "9", "--batch-size", "1", "--out", at("x")], 1, "--batch-size is 1");
  assert(!existsSync(at("x")));
});

Deno.test("train refuses a damaged checkpoint and leaves it alone", async () => {
  const path = join(at("damaged"), "checkpoint.safetensors");
  Deno.mkdirSync(at("damaged"));
  Deno.copyFileSync(join(whole, "checkpoint.safetensors"), path);
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  await refused(["--resume", at("damaged")], 1, "checkpoint.safetensors");
  assertEquals(Deno.statSync(path).size, Math.floor(bytes.length / 2));
});

Deno.test("train with what fit takes: averages, the best epoch, and the same numbers when resumed", async () => {
  const options = ["--limit", "120", "--epochs", "2", "--sampler", "5x4", "--clip-norm", "1"];
  const more = ["--label-smoothing", "0.1", "--backbone-rate", "0.5", "--ema", "0.9"];
  const last = ["--optimizer", "adamw", "--weight-decay", "0.01", "--keep-best", "--quiet"];
  const [one, two] = ["options", "options-parts"].map(at), all = [...options, ...more, ...last];
  assertEquals((await train([...all, "--out", one])).code, 0);
  assertEquals((await train([...all, "--stop-after", "1", "--out", two])).code, 0);
  assertEquals((await train(["--resume", two])).code, 0);
  assertEquals(logNumbers(two), logNumbers(one));
  const records = logNumbers(one) as { epoch: number; ema: { testAccuracy: number } }[];
  const best = records.reduce((a, b) => b.ema.testAccuracy > a.ema.testAccuracy ? b : a);
  const kept = await loadCheckpoint(join(one, "best.safetensors"));
  assertEquals(kept.state!.epoch, best.epoch);
  assertEquals(kept.state!.best, { epoch: best.epoch, value: best.ema.testAccuracy });
  const { run } = kept.config as { run: Record<string, unknown> };
  assertEquals([run.batchSize, run.sampler, run.backboneRate], [20, "5x4", 0.5]);
});

Deno.test("train --patience ends by itself, and says when it is asked to go on", async () => {
  const still = ["--limit", "60", "--batch-size", "20", "--learning-rate", "1e-9", "--epochs", "9"];
  const out = at("patience");
  const { code, stdout } = await train([...still, "--patience", "2", "--out", out]);
  assertEquals(code, 0);
  assertEquals(logNumbers(out).length, 3);
  assert(!stdout.includes("resume with"), stdout);
  await refused(
    ["--resume", out],
    2,
    "it stopped early, no better test result for 2 epochs (best: epoch 1)",
  );
});

Deno.test("train stops on a loss that is not finite and keeps the last good checkpoint", async () => {
  const args = [
    "--limit",
    "200",
    "--batch-size",
    "20",
    "--optimizer",
    "sgd",
    "--head",
    "softmax",
    "--learning-rate",
    "1e30",
    "--schedule",
    "constant",
  ];
  await train([...args, "--out", at("nan")]).then(({ code, stderr }) => {
    assertEquals(code, 1);
    assertMatch(stderr, /the loss is (NaN|Infinity|-Infinity) at epoch 1, step \d+/);
  });
  const { tensors: kept } = { tensors: tensors(at("nan")) };
  assert([...kept["backbone.conv1.kernel"].data].every(Number.isFinite));
});
