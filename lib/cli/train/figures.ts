/**
 * What a run draws: a figure and a frame per epoch, then the final plane, the curves and the
 * animation.
 */
import { headEntry } from "../../heads/catalog.ts";
import { flatOptions } from "../../heads/flat_options.ts";
import { equalErrorRate, roc, type Scores } from "../../metrics/mod.ts";
import type { Embeddings, EpochRecord } from "../../types.ts";
import {
  encodeEvolution,
  type EvolutionFrame,
  plotCurves,
  plotEmbeddings,
  plotRoc,
  saveFigure,
} from "../../plot/mod.ts";
import { readEmbeddings, writeEmbeddings, writeFileAtomically } from "../../training/mod.ts";
import { isFile } from "../_is_file.ts";
import type { TrainConfig } from "./config.ts";
import type { RunDirectory } from "./run_directory.ts";

/** Test images in a frame of the animation. */
const FRAME_IMAGES = 2000;

/** "arcface, s = 30, m = 0.4 rad". */
export function methodTitle(
  { head, scale, margin, centerWeight, headOptions }: TrainConfig,
): string {
  const parts = [head === "softmax" && centerWeight > 0 ? "softmax + center loss" : head];
  if (scale !== undefined) parts.push(`s = ${scale}`);
  const unit = headEntry(head, headOptions).marginUnit === "radians" ? " rad" : "";
  if (margin !== undefined) parts.push(`m = ${margin}${unit}`);
  for (const [name, value] of Object.entries(flatOptions(headOptions ?? {}))) {
    parts.push(`${name} = ${value}`);
  }
  if (centerWeight > 0) parts.push(`λ = ${centerWeight}`);
  return parts.join(", ");
}

/** Draw one epoch's plane and save its frame. */
export async function drawEpoch(
  directory: RunDirectory,
  { record, embeddings, config }: {
    record: EpochRecord;
    embeddings: Embeddings;
    config: TrainConfig;
  },
): Promise<void> {
  const title = `${methodTitle(config)} · epoch ${record.epoch}${accuracyText(record, 2)}`;
  await saveFigure(
    plotEmbeddings(embeddings, { title }),
    directory.epochFile("figures", record.epoch, "png"),
  );
  writeEmbeddings(
    directory.epochFile("frames", record.epoch, "safetensors"),
    firstOf(embeddings, FRAME_IMAGES),
  );
}

/** Draw what needs the whole run. */
export async function drawRun(
  directory: RunDirectory,
  run: {
    records: EpochRecord[];
    embeddings: Embeddings;
    /** How alike pairs of strangers are, if there are such. */
    strangers?: Scores;
    config: TrainConfig;
  },
): Promise<string[]> {
  const { records, strangers, config } = run;
  const paths = await drawPictures(directory, run);
  if (strangers) paths.push(await drawRoc(directory, { strangers, config }));
  writeFileAtomically(directory.drawn, new TextEncoder().encode(`${records.length}\n`));
  return paths;
}

/**
 * Whether all pictures show this many epochs. Told by a number, as a clock that was set back would
 * make old pictures newer than new weights.
 *
 * @param options `earlier`: the run is of an earlier version, which has only the times.
 */
export function isDrawn(
  { animation, checkpoint, drawn }: RunDirectory,
  { epochs, earlier }: { epochs: number; earlier: boolean },
): boolean {
  if (!isFile(animation)) return false;
  if (isFile(drawn)) return Number(Deno.readTextFileSync(drawn)) === epochs;
  if (!earlier) return false; // it stopped while drawing
  const [shown, saved] = [animation, checkpoint].map((path) => Deno.statSync(path).mtime);
  return (shown?.getTime() ?? 0) >= (saved?.getTime() ?? 0);
}

/** True over false accepts of pairs of strangers. */
async function drawRoc(
  directory: RunDirectory,
  { strangers, config }: { strangers: Scores; config: TrainConfig },
): Promise<string> {
  const path = directory.file("roc.svg"), { rate } = equalErrorRate(strangers);
  const title = `${methodTitle(config)}: pairs of strangers`;
  const subtitle = `equal error rate ${(100 * rate).toFixed(2)} %`;
  await saveFigure(plotRoc({ [config.head]: roc(strangers) }, { title, subtitle }), path);
  return path;
}

async function drawPictures(
  directory: RunDirectory,
  { records, embeddings, config }: {
    records: EpochRecord[];
    embeddings: Embeddings;
    config: TrainConfig;
  },
): Promise<string[]> {
  const frames = records.flatMap((record) => frameOf(directory, record));
  const title = methodTitle(config);
  const [plane, curves] = ["embeddings.svg", "curves.svg"].map((name) => directory.file(name));
  await saveFigure(plotEmbeddings(embeddings, { title }), plane);
  await saveFigure(plotCurves(records, { title }), curves);
  if (frames.length === 0) return [plane, curves];
  writeFileAtomically(directory.animation, encodeEvolution(frames, { title, delay: 700 }));
  return [plane, curves, directory.animation];
}

/** A frame that was lost or damaged is left out. */
function frameOf(directory: RunDirectory, record: EpochRecord): EvolutionFrame[] {
  try {
    const path = directory.epochFile("frames", record.epoch, "safetensors");
    const embeddings = readEmbeddings(path);
    return [{ title: `epoch ${record.epoch}${accuracyText(record, 1)}`, embeddings }];
  } catch {
    return [];
  }
}

function accuracyText({ testAccuracy }: EpochRecord, digits: number): string {
  return testAccuracy === undefined ? "" : ` · ${(100 * testAccuracy).toFixed(digits)} %`;
}

function firstOf(embeddings: Embeddings, count: number): Embeddings {
  const { embeddingSize: size } = embeddings;
  return {
    ...embeddings,
    embeddings: embeddings.embeddings.subarray(0, count * size),
    labels: embeddings.labels.subarray(0, count),
    predicted: embeddings.predicted.subarray(0, count),
  };
}
