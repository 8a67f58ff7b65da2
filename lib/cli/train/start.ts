/** How a run starts: new, from another run's weights, or from where it stopped. */
import { crc32 } from "node:zlib";
import { loadMnist } from "../../data/mod.ts";
import {
  bfloat16Slowdown,
  chooseOps,
  type EngineInfo,
  engineInfo,
  opSets,
} from "../../engine/mod.ts";
import { InputError, UsageError } from "../../errors.ts";
import {
  type Checkpoint,
  checkPrecision,
  cutLog,
  loadCheckpoint,
  type TrainingState,
} from "../../training/mod.ts";
import type { EpochRecord, MemorySplit, Model } from "../../types.ts";
import { isFile } from "../_is_file.ts";
import type { TrainFlags } from "./flags.ts";
import { flagOf } from "./_flag_of.ts";
import { configFrom, savedConfig, type TrainConfig } from "./config.ts";
import { otherEngineNote } from "./engine_text.ts";
import { modelFrom } from "./model.ts";
import {
  createRunDirectory,
  defaultRunPath,
  openRunDirectory,
  type RunDirectory,
} from "./run_directory.ts";

/** Everything a run needs. */
export interface StartedRun {
  config: TrainConfig;
  data: MemorySplit;
  model: Model;
  directory: RunDirectory;
  /** Records of epochs finished before resuming. */
  records: EpochRecord[];
  state?: TrainingState;
  /** Contents of config.json, also saved in the checkpoint. */
  description: Record<string, unknown>;
  /** Notes to print before training. */
  notes: string[];
}

export function startRun(flags: TrainFlags): Promise<StartedRun> {
  return flags.resume === undefined ? startNew(flags) : startAgain(flags, flags.resume);
}

async function startNew(flags: TrainFlags): Promise<StartedRun> {
  const config = configFrom(flags);
  const data = await load(config);
  if (config.dropLast && config.batchSize > data.train.length) {
    throw new UsageError(
      `--batch-size ${config.batchSize} with --drop-last leaves nothing of ${data.train.length} images: make it smaller`,
    );
  }
  const notes: string[] = [];
  const model = modelFrom(config);
  notes.push(...precisionNotes(model, config));
  if (config.init !== undefined) notes.push(await takeWeights(model, config));
  const directory = createRunDirectory(flags.out ?? defaultRunPath(config.head, config.seed));
  return {
    config,
    data,
    model,
    directory,
    records: [],
    notes,
    description: describe(config, data),
  };
}

async function startAgain(flags: TrainFlags, path: string): Promise<StartedRun> {
  const directory = openRunDirectory(path);
  const { model, state, config: saved } = await loadCheckpoint(directory.checkpoint);
  const { run, data: savedData, engine } = saved as unknown as ReturnType<typeof describe>;
  const config = savedConfig(run);
  refuseOtherFlags(flags, config, path);
  if (!state) {
    throw new InputError(
      `${directory.checkpoint}: holds weights alone; start a new run from it with --init`,
    );
  }
  if (state.epoch >= config.epochs && isFile(directory.animation)) {
    throw new UsageError(
      `${path}: all of its epochs are done, ${config.epochs}; for more, start a new run with --init ${path}`,
    );
  }
  const data = await load(config);
  if (fingerprint(data) !== savedData.crc32) {
    throw new InputError(
      `${path}: was trained on other data than ${savedData.directory} holds now; put that data back`,
    );
  }
  const done = state.epoch >= config.epochs;
  const notes = [
    done
      ? `draws what ${path} has trained`
      : `goes on with ${path} at epoch ${state.epoch + 1}, step ${state.step + 1}`,
  ];
  keepOps(engine);
  notes.push(...precisionNotes(model, config));
  const other = otherEngineNote(engine, engineInfo());
  if (other) notes.push(other);
  const records = cutLog(directory.log, state.epoch);
  return { config, data, model, directory, records, state, notes, description: saved };
}

/** A run resumes with the op set it started with, unless `MARGIN_OPS` says otherwise. */
function keepOps({ variants }: Pick<EngineInfo, "variants">): void {
  const began = opSets.find((set) => set === variants?.ops) ?? "plain"; // older runs were plain
  if (!Deno.env.get("MARGIN_OPS")) chooseOps(began);
}

/** @throws {InputError} When the run's precision is not available here. */
function precisionNotes(model: Model, { precision }: TrainConfig): string[] {
  checkPrecision(model, precision);
  if (precision === "float32") return [];
  const times = bfloat16Slowdown();
  if (times < 1) return [];
  return [
    `note: this machine imitates bfloat16, a convolution takes ${
      times.toFixed(1)
    } times as long as in float32: ` +
    "for speed leave --precision out",
  ];
}

/** A flag given with --resume must match the run. */
function refuseOtherFlags(flags: TrainFlags, config: TrainConfig, path: string): void {
  const starting = new Set(["resume", "stopAfter", "engine", "quiet", "json"]);
  for (const [name, value] of Object.entries(flags)) {
    if (starting.has(name)) continue;
    const was = config[name as keyof TrainConfig];
    if (was === value) continue;
    const flag = value === false ? "--no-last-prelu" : `${flagOf(name)} ${value}`;
    const trained = was === undefined ? "was started without it" : `was started with ${was}`;
    throw new UsageError(
      `${flag}: ${path} ${trained}; leave the flag out, or start a new run with --init ${path}`,
    );
  }
}

/** Copy a run's weights; the head only if it has the same kind and size. */
async function takeWeights(model: Model, config: TrainConfig): Promise<string> {
  const from = openRunDirectory(config.init!);
  const source = (await loadCheckpoint(from.checkpoint)).model;
  const [has, needs] = [source, model].map(({ backbone }) => backbone.outputs[0].shape[1]);
  if (has !== needs) {
    throw new InputError(
      `${from.path}: its embeddings have ${has} numbers, this run's ${needs}; give --embedding-size ${has}`,
    );
  }
  if (source.backbone.weights.length !== model.backbone.weights.length) {
    throw new InputError(
      `${from.path}: its network differs by the last PReLU; give or leave out --no-last-prelu as it did`,
    );
  }
  model.backbone.setWeights(source.backbone.getWeights());
  return `starts from the weights of ${from.path}; ${takeHead(model, source)}`;
}

function takeHead(model: Model, source: Checkpoint["model"]): string {
  const same = source.head.name === model.head.name &&
    String(source.head.prototypes.shape) === String(model.head.prototypes.shape);
  if (!same) return `its head is ${source.head.name}, so ${model.head.name} starts afresh`;
  model.head.variables.forEach((variable, i) => variable.assign(source.head.variables[i]));
  return `its head too`;
}

function load({ data: directory, limit, classes }: TrainConfig): Promise<MemorySplit> {
  return loadMnist({ directory, limit, classes });
}

function fingerprint({ train, test }: MemorySplit): string {
  const parts = [train, test].flatMap(({ images, labels, classes }) => [
    images,
    // As bytes where they fit: earlier versions had no others.
    classes <= 256 ? Uint8Array.from(labels) : new Uint8Array(labels.buffer.slice(0)),
  ]);
  return parts.reduce((sum, bytes) => crc32(bytes, sum), 0).toString(16);
}

function describe(config: TrainConfig, data: MemorySplit) {
  const { train, test } = data;
  return {
    run: config,
    engine: engineInfo(),
    data: {
      directory: config.data ?? "data/mnist",
      train: train.length,
      test: test.length,
      crc32: fingerprint(data),
    },
  };
}
