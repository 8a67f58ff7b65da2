/** What a command that uses a model may do once it has opened a run. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { train } from "./_train.ts";

const place = await Deno.makeTempDir(), run = join(place, "run");
const trained = await train([
  ...["--limit", "40", "--batch-size", "20", "--epochs", "1", "--quiet", "--out", run],
]);
assertEquals(trained.code, 0, trained.stderr);

/** Opens the run as a command does, then tries to write and to start a program. */
async function attempts(writes: boolean): Promise<unknown> {
  const open = new URL("../../lib/cli/use/open.ts", import.meta.url).href;
  const program = join(place, "program.ts");
  await Deno.writeTextFile(
    program,
    `
import { openTyped } from ${JSON.stringify(open)};
await openTyped(${JSON.stringify(run)}, { writes: ${writes} });
const tried = async (what: () => unknown) => {
  try { await what(); return "done"; } catch (error) { return (error as Error).name; }
};
console.log(JSON.stringify([
  await tried(() => Deno.writeTextFileSync(${JSON.stringify(join(place, "x"))}, "x")),
  await tried(() => new Deno.Command(Deno.execPath(), { args: ["--version"] }).output()),
]));
Deno.exit(0);
`,
  );
  const rights = ["read", "write", "env", "sys", "ffi", "run"].map((name) => `--allow-${name}`);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-prompt", ...rights, program],
    env: { MARGIN_QUIET: "1" },
  });
  const { stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  return text === "" ? new TextDecoder().decode(stderr) : JSON.parse(text);
}

Deno.test("a command that reads can neither write nor start a program", async () => {
  assertEquals(await attempts(false), ["NotCapable", "NotCapable"]);
});

Deno.test("a command that writes can start no program", async () => {
  assertEquals(await attempts(true), ["done", "NotCapable"]);
});
