/** `deno task figures`: trains what the README shows and draws its figures. */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";

/** The README's two runs: the defaults, and the same with the plain softmax head. */
const shown = { softmax: ["--head", "softmax"], arcface: ["--head", "arcface"] };
const RUNS = join(root, "runs", "figures");

const program = new Command("deno task figures")
  .description("Train softmax and ArcFace with the defaults and draw the README's figures into runs/figures.")
  .option("--update", "also overwrite the committed ones in figures/")
  .allowExcessArguments(false)
  .action(async ({ update }: { update?: boolean }) => {
    for (const [name, flags] of Object.entries(shown)) await ensureRun(name, flags);
    const drawn = await draw();
    if (update) {
      for (const path of drawn) Deno.copyFileSync(path, join(root, "figures", path.slice(RUNS.length + 1)));
    }
    console.log(`figures: ${update ? "figures/" : RUNS}`);
  });

/** Train a run that is not there yet, go on with one that was stopped, leave a finished one. */
async function ensureRun(name: string, flags: string[]): Promise<void> {
  const { readLog } = await import("../training/log.ts");
  const directory = join(RUNS, name);
  const epochs = readLog(join(directory, "log.jsonl")).length;
  if (epochs === 4) return;
  const args = epochs > 0 ? ["--resume", directory] : [...flags, "--out", directory];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", join(root, "lib/cli/train.ts"), ...args],
  });
  const { success } = await command.spawn().status;
  if (!success) throw new InputError(`${directory}: its training did not end well; remove the folder and try again`);
}

async function draw(): Promise<string[]> {
  const { plotCurves, saveFigure } = await import("../plot/mod.ts");
  const { readLog } = await import("../training/log.ts");
  const runs = Object.keys(shown).map((name) => ({ name, records: readLog(join(RUNS, name, "log.jsonl")) }));
  const curves = join(RUNS, "curves.png");
  await saveFigure(plotCurves(runs, { title: "Softmax and ArcFace, the same network, seed and budget" }), curves);
  const copies = runs.flatMap(({ name }) => [
    [join(RUNS, name, "figures", "epoch-004.png"), join(RUNS, `${name}.png`)],
    [join(RUNS, name, "evolution.gif"), join(RUNS, `${name}.gif`)],
  ]);
  for (const [from, to] of copies) Deno.copyFileSync(from, to);
  return [curves, ...copies.map(([, to]) => to)];
}

Deno.exit(await runProgram(program));
