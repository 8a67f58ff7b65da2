/** `deno task figures`: trains what the README shows and draws its figures. */
import { join } from "node:path";
import { plotCurves, saveFigure } from "../plot/mod.ts";
import type { EpochRecord } from "../types.ts";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { ensureRun, RUNS, type WantedRun } from "./results/ensure_run.ts";
import { EPOCHS, methods, wantedRun } from "./results/methods.ts";

const SEED = 1;
const DRAWN = join(root, "runs", "figures");

/** The README's two runs: the defaults, and the same with the plain softmax head. */
const shown = methods.filter(({ name }) => name === "softmax" || name === "arcface");

/** Heads that stay below 95 % for two epochs: their curves stand in the README of heads/. */
const slow: WantedRun[] = ["cosine", "adacos"].map((head) => (
  { name: `${head}-${SEED}`, flags: ["--head", head, "--seed", `${SEED}`], epochs: EPOCHS }
));

const program = new Command("deno task figures")
  .description(
    "Train softmax, ArcFace, NormFace and AdaCos with the defaults and draw the READMEs' figures into runs/figures.",
  )
  .option("--update", "also overwrite the committed ones in figures/")
  .allowExcessArguments(false)
  .action(async ({ update }: { update?: boolean }) => {
    const runs: { name: string; records: EpochRecord[] }[] = [];
    for (const method of shown) runs.push({ name: method.name, records: await ensureRun(wantedRun(method, SEED)) });
    const drawn = await draw(runs);
    drawn.push(await drawSlow(runs.at(-1)!));
    if (update) {
      for (const path of drawn) await Deno.copyFile(path, join(root, "figures", path.slice(DRAWN.length + 1)));
    }
    console.log(`figures: ${update ? join(root, "figures") : DRAWN}`);
  });

/** @returns The files drawn. */
async function draw(runs: { name: string; records: EpochRecord[] }[]): Promise<string[]> {
  await Deno.mkdir(DRAWN, { recursive: true });
  const curves = join(DRAWN, "curves.png");
  await saveFigure(plotCurves(runs, { title: "Softmax and ArcFace, the same network, seed and budget" }), curves);
  const last = `epoch-${String(EPOCHS).padStart(3, "0")}.png`;
  const copies = shown.flatMap((method) => {
    const run = join(RUNS, wantedRun(method, SEED).name);
    return [
      [join(run, "figures", last), join(DRAWN, `${method.name}.png`)],
      [join(run, "evolution.gif"), join(DRAWN, `${method.name}.gif`)],
    ];
  });
  for (const [from, to] of copies) await Deno.copyFile(from, to);
  return [curves, ...copies.map(([, to]) => to)];
}

/** @returns The file drawn. */
async function drawSlow(arcFace: { name: string; records: EpochRecord[] }): Promise<string> {
  const path = join(DRAWN, "slow-heads.png"), runs = [arcFace];
  for (const run of slow) runs.push({ name: run.name.replace(`-${SEED}`, ""), records: await ensureRun(run) });
  await saveFigure(plotCurves(runs, { title: "Heads that learn slowly, beside ArcFace" }), path);
  return path;
}

Deno.exit(await runProgram(program));
