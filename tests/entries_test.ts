/**
 * What the package's small entries load: each in a process of its own, which may read files and
 * nothing else.
 */
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);
const { exports } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
  exports: Record<string, string>;
};

/** tfjs keeps its engine in a global variable; `backend` is null where none was started. */
const AFTER_IMPORT = `
const report = { names: Object.keys(entry).length, tfjs: "_tfengine" in globalThis };
console.log(JSON.stringify({ ...report, backend: globalThis._tfengine?.backendName ?? null }));
`;

/** What the last line of a program says; `entry` is the entry's module. */
async function run(entry: string, program: string): Promise<Record<string, unknown>> {
  const args = ["run", "--quiet", "--no-prompt", "--no-check", "--no-lock", "--allow-read", "-"];
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(`const entry = await import("${addressOf(entry)}");\n${program}`),
  );
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

const addressOf = (entry: string) => new URL(exports[entry], ROOT).href;

for (const entry of ["./metrics", "./plot"]) {
  Deno.test(`importing ${entry} loads no tfjs`, async () => {
    const { names, tfjs } = await run(entry, AFTER_IMPORT);
    assert(names as number > 5);
    assertEquals(tfjs, false);
  });
}

Deno.test("importing ./heads starts no engine, and its heads run on tfjs's current backend", async () => {
  const { names, tfjs, backend } = await run("./heads", AFTER_IMPORT);
  assert(names as number > 15);
  assertEquals([tfjs, backend], [true, null]);
  const used = await run(
    "./heads",
    `const { tf } = await import("${new URL("lib/engine/tensorflow.ts", ROOT)}");
    const head = new entry.ArcFaceHead({ classes: 3, embeddingSize: 2 });
    const logits = head.marginLogits(tf.tensor2d([[1, 0]]), tf.tensor1d([2], "int32"));
    console.log(JSON.stringify({ shape: logits.shape, backend: tf.getBackend() }));`,
  );
  assertEquals(used, { shape: [1, 3], backend: "cpu" });
});
