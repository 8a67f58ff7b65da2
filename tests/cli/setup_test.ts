import { assertEquals, assertFalse, assertLess, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { findNativeEngine } from "../../lib/engine/install/mod.ts";

const program = fileURLToPath(new URL("../../lib/cli/setup.ts", import.meta.url));

async function setup(args: string[], env: Record<string, string> = {}) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-lock", program, ...args],
    env: { NO_COLOR: "1", ...env },
  });
  const { code, stdout, stderr } = await command.output();
  return {
    code,
    stdout: new TextDecoder().decode(stdout),
    stderr: new TextDecoder().decode(stderr),
  };
}

/** Milliseconds until `work` has ended. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

Deno.test("setup refuses an unknown flag and names the nearest", async () => {
  const { code, stderr } = await setup(["--forse"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--forse");
  assertStringIncludes(stderr, "Did you mean --force?");
  assertEquals(stderr.trim().split("\n").length, 1);
});

Deno.test("setup refuses a stray argument", async () => {
  const { code, stderr } = await setup(["now"]);
  assertEquals(code, 2);
  assertEquals(stderr.trim().split("\n").length, 1);
});

Deno.test("setup --help explains flags and environment", async () => {
  const { code, stdout } = await setup(["--help"]);
  assertEquals(code, 0);
  for (const word of ["--force", "--remove", "MARGIN_CACHE", "MARGIN_NVIDIA"]) {
    assertStringIncludes(stdout, word);
  }
  assertFalse(/compiler|CXX|zig|addon/i.test(stdout));
});

Deno.test("setup without Python fails with 1, and says that training works on a fall-back", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stderr } = await setup([], { PATH: folder, MARGIN_CACHE: `${folder}/cache` });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "no Python on PATH");
    assertStringIncludes(stderr, "Training works without it");
    assertEquals(stderr.trim().split("\n").length, 1);
    const removed = await setup(["--remove"], { MARGIN_CACHE: `${folder}/cache` });
    assertEquals(removed.code, 0);
    assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "setup a second time takes little longer than Deno's start",
  ignore: findNativeEngine() === undefined,
  async fn() {
    let [ours, blank] = [Infinity, Infinity]; // The fastest of five each, in turn: other work on the machine slows both.
    for (let run = 0; run < 5; run++) {
      blank = Math.min(
        blank,
        await timeOf(() => new Deno.Command(Deno.execPath(), { args: ["eval", ""] }).output()),
      );
      ours = Math.min(
        ours,
        await timeOf(async () => {
          const { code, stdout } = await setup([]);
          assertEquals(code, 0);
          assertStringIncludes(stdout, "is installed");
        }),
      );
    }
    assertLess(ours, 10 * blank); // 0.14 s and 0.03 s on an idle machine
  },
});
