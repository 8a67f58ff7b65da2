/** `deno task check | test | ok`: the single gate. Extra arguments of `test` go to `deno test`. */
import { messageOf } from "../errors.ts";
import { assertFlags } from "./_assert_fallback.ts";
import { docFaults } from "./_doc_faults.ts";
import { root } from "../course/root.ts";
import { checkCells, notebookPaths } from "../course/notebooks/check_cells.ts";

const SOURCES = ["lib", "tests"];

async function deno(...args: string[]): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { MARGIN_QUIET: "1" },
  });
  return (await command.spawn().status).success;
}

/**
 * Format, lint, types (including notebook cells), the package and its documentation; all run even
 * if one fails.
 */
async function check(flags: string[]): Promise<boolean> {
  const results = [
    await deno("fmt", "--check"),
    await deno("lint", "--quiet"),
    await deno("check", "--quiet", "--doc", ...flags, ...SOURCES),
    await cellsAreRight(flags),
    await deno("publish", "--dry-run", "--allow-dirty", "--quiet"),
    hasNone(await docFaults()),
  ];
  return results.every(Boolean);
}

async function cellsAreRight(flags: string[]): Promise<boolean> {
  return hasNone(await checkCells(notebookPaths(), flags));
}

function hasNone(faults: string[]): boolean {
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

/** Tests, and the examples in doc comments. */
async function test(flags: string[], args: string[]): Promise<boolean> {
  await setUpEngine();
  const named = args.some((arg) => !arg.startsWith("-") && /\.ts$|\//.test(arg));
  return deno(
    "test",
    "-A",
    "--quiet",
    "--no-check",
    "--doc",
    ...flags,
    ...args,
    ...(named ? [] : SOURCES),
  );
}

async function setUpEngine(): Promise<void> {
  const { installNativeEngine } = await import("../engine/install/mod.ts");
  try {
    await installNativeEngine({ report: (line) => console.error(line) });
  } catch (error) {
    console.error(`${messageOf(error)} (tests continue without the native engine)`);
  }
}

const [what, ...args] = Deno.args;
const flags = await assertFlags();
const passed = what === "test"
  ? await test(flags, args)
  : what === "check"
  ? await check(flags)
  : await check(flags) && await test(flags, args);
Deno.exit(passed ? 0 : 1);
