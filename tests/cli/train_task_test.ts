/** `deno task train`: what it starts may write a run and start nothing; signals and codes pass. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { rightsFor } from "../../lib/cli/train/rights.ts";
import { ended, fewDigits } from "./_train.ts";

const TASK = new URL("../../lib/cli/train_task.ts", import.meta.url).pathname;
const place = await Deno.makeTempDir();
const small = ["--limit", "40", "--batch-size", "20", "--epochs", "1"];
/** Those of the task in deno.json. */
const rights = ["--allow-read", "--allow-env", "--allow-sys", `--allow-run=${Deno.execPath()}`];

function started(args: string[]): Deno.ChildProcess {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", ...rights, "--no-lock", TASK, ...args],
    stdout: "piped",
    stderr: "piped",
  });
  return command.spawn();
}

const task = async (...args: string[]) => ended(await started(args).output());

Deno.test("the task trains with few rights, in folders that it makes, and passes exit codes on", async () => {
  const out = join(place, "new", "folder", "run");
  const { code, stdout, stderr } = await task(...small, "--out", out);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "epoch 1/1");
  assert(existsSync(join(out, "evolution.gif")));
  assertEquals((await task("--resume", out)).code, 2);
  assertEquals((await task("--resume", join(place, "nowhere"))).code, 1);
  assertEquals((await task("--epoch", "2")).code, 2);
});

Deno.test("a run resumes under these rights on data outside the project, without their path again", async () => {
  const out = join(place, "resumed"), data = join(place, "elsewhere-data");
  Deno.mkdirSync(data);
  for (const { name } of Deno.readDirSync(fewDigits)) {
    Deno.copyFileSync(join(fewDigits, name), join(data, name));
  }
  const flags = ["--limit", "40", "--batch-size", "20", "--epochs", "2", "--stop-after", "1"];
  assertEquals((await task(...flags, "--data", data, "--out", out)).code, 0);
  const { code, stderr } = await task("--resume", out);
  assertEquals(code, 0, stderr);
});

Deno.test("under these rights nothing is written elsewhere, and no program started", async () => {
  const out = join(place, "elsewhere", "run"), program = join(place, "attempt.ts");
  await Deno.writeTextFile(
    program,
    `const attempts = {
      write: () => Deno.writeTextFileSync(${JSON.stringify(join(place, "planted"))}, ""),
      run: () => new Deno.Command(Deno.execPath()).outputSync(),
      read: () => Deno.readTextFileSync("/etc/hosts"),
      net: () => Deno.listen({ port: 0 }),
      own: () => Deno.mkdirSync(${JSON.stringify(out)}, { recursive: true }),
    };
    const refused = Object.entries(attempts).flatMap(([name, attempt]) => {
      try { attempt(); return []; } catch (error) { return error.name === "NotCapable" ? [name] : []; }
    });
    console.log(refused.join());`,
  );
  const args = ["run", ...rightsFor({ out }), "--no-config", program];
  const { stdout, stderr } = ended(await new Deno.Command(Deno.execPath(), { args }).output());
  assertEquals(stdout.trim(), "write,run,read,net", stderr);
  assert(existsSync(out) && !existsSync(join(place, "planted")));
});

Deno.test({
  name:
    "Ctrl-C in a terminal, which reaches both processes, saves once; so does a signal to the task",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    for (const both of [false, true]) {
      const out = join(place, `stopped-${both}`);
      const long = ["--limit", "4000", "--batch-size", "20", "--epochs", "1", "--out", out];
      const running = started(long), lock = join(out, ".lock");
      while (!existsSync(join(out, "checkpoint.safetensors"))) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { process } = JSON.parse(Deno.readTextFileSync(lock));
      if (both) Deno.kill(process, "SIGINT");
      running.kill("SIGINT");
      const { code, stdout, stderr } = ended(await running.output());
      assertEquals(code, 130, stderr);
      assertStringIncludes(stdout, "saved at epoch 1, after step");
    }
  },
});
