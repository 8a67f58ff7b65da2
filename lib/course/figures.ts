/** The READMEs' figures of trained models. */
import { join } from "node:path";
import { plotCurves, saveFigure } from "../plot/mod.ts";
import type { EpochRecord } from "../types.ts";
import { ensureRun, LAST_FILE, RUNS, type WantedRun } from "./results/ensure_run.ts";
import { EPOCHS, methods, wantedRun } from "./results/methods.ts";
import { root } from "./root.ts";

const SEED = 1;
const DRAWN = join(root, "runs", "figures");

/** The README's two runs: the defaults, and the same with the plain softmax head. */
const shown = methods.filter(({ name }) => name === "softmax" || name === "arcface");

/** Heads that stay below 95 % for two epochs: their curves are in the README of heads/. */
const slow: WantedRun[] = ["cosine", "adacos"].map((head) => (
  { name: `${head}-${SEED}`, flags: ["--head", head, "--seed", `${SEED}`], epochs: EPOCHS }
));

/** A method or head with its epochs. */
interface Curve {
  name: string;
  records: EpochRecord[];
}

/**
 * Train whatever is missing, and draw it into `runs/figures`.
 *
 * @param update Also overwrites the committed figures.
 * @returns The folder to look at.
 */
export async function drawFigures({ update = false }: { update?: boolean } = {}): Promise<string> {
  const curves: Curve[] = [];
  for (const method of shown) {
    curves.push({ name: method.name, records: await ensureRun(wantedRun(method, SEED)) });
  }
  const drawn = await draw(curves);
  drawn.push(await drawSlow(curves.at(-1)!));
  if (!update) return DRAWN;
  const committed = join(root, "figures");
  for (const path of drawn) {
    await Deno.copyFile(path, join(committed, path.slice(DRAWN.length + 1)));
  }
  return committed;
}

/** @returns The files drawn. */
async function draw(runs: Curve[]): Promise<string[]> {
  await Deno.mkdir(DRAWN, { recursive: true });
  const curves = join(DRAWN, "curves.png");
  await saveFigure(
    plotCurves(runs, { title: "Softmax and ArcFace, the same network, seed and budget" }),
    curves,
  );
  const last = `epoch-${String(EPOCHS).padStart(3, "0")}.png`;
  const copies = shown.flatMap((method) => {
    const run = join(RUNS, wantedRun(method, SEED).name);
    return [
      [join(run, "figures", last), join(DRAWN, `${method.name}.png`)],
      [join(run, LAST_FILE), join(DRAWN, `${method.name}.gif`)],
    ];
  });
  for (const [from, to] of copies) await Deno.copyFile(from, to);
  return [curves, ...copies.map(([, to]) => to)];
}

/** @returns The file drawn. */
async function drawSlow(arcFace: Curve): Promise<string> {
  const path = join(DRAWN, "slow-heads.png"), runs = [arcFace];
  for (const run of slow) {
    runs.push({ name: run.name.replace(`-${SEED}`, ""), records: await ensureRun(run) });
  }
  await saveFigure(plotCurves(runs, { title: "Heads that learn slowly, beside ArcFace" }), path);
  return path;
}
