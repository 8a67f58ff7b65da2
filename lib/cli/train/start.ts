/** How a run starts: new, from another run's weights, or from where it stopped. */
import {
  bfloat16Slowdown,
  chooseOps,
  type EngineInfo,
  engineInfo,
  opSets,
} from "../../engine/mod.ts";
import { InputError, UsageError } from "../../errors.ts";
import { checkPrecision, type Training, type TrainingState } from "../../training/mod.ts";
import type { LoadedData } from "../../data/mod.ts";
import type { EpochRecord, Model } from "../../types.ts";
import type { TrainFlags } from "./flags.ts";
import { flagOf } from "./_flag_of.ts";
import { configFrom, type TrainConfig } from "./config.ts";
import { otherEngineNote } from "./engine_text.ts";
import { isDrawn } from "./figures.ts";
import { takeWeights } from "./init_weights.ts";
import { modelFrom } from "./model.ts";
import { dataNotes, describe, fingerprint, load, withData } from "./run_data.ts";
import {
  createRunDirectory,
  makeRunDirectory,
  openRunDirectory,
  type RunDirectory,
} from "./run_directory.ts";
import { readRun, type RunDescription } from "./saved_run.ts";
import { trainingOf } from "./training.ts";

/** Everything a run needs. */
export interface StartedRun {
  config: TrainConfig;
  data: LoadedData;
  model: Model;
  directory: RunDirectory;
  /** Records of epochs finished before resuming. */
  records: EpochRecord[];
  state?: TrainingState;
  /** Contents of config.json, also saved in the checkpoint. */
  description: RunDescription;
  /** Notes to print before training. */
  notes: string[];
  /** Checked, and not begun. */
  training: Training;
  /** Ends it after the step that runs. */
  stop: AbortController;
}

export function startRun(flags: TrainFlags): Promise<StartedRun> {
  return flags.resume === undefined ? startNew(flags) : startAgain(flags, flags.resume);
}

async function startNew(flags: TrainFlags): Promise<StartedRun> {
  const given = configFrom(flags), { head, seed } = given;
  const data = await load(given, flags), config = withData(given, data);
  const notes = dataNotes(config, data);
  const model = modelFrom(config);
  notes.push(...precisionNotes(model, config));
  if (config.init !== undefined) notes.push(await takeWeights(model, config));
  const stop = new AbortController(), training = trainingOf({ config, model, data }, stop.signal);
  const description = { id: crypto.randomUUID(), ...describe(config, data) };
  const directory =
    await (flags.out === undefined
      ? makeRunDirectory({ head, seed })
      : createRunDirectory(flags.out));
  return {
    config,
    data,
    model,
    directory,
    records: [],
    notes,
    ...{ training, stop },
    description,
  };
}

async function startAgain(flags: TrainFlags, path: string): Promise<StartedRun> {
  const directory = await openRunDirectory(path);
  try {
    return await resumed(flags, directory);
  } catch (error) {
    directory.release();
    throw error;
  }
}

async function resumed(flags: TrainFlags, directory: RunDirectory): Promise<StartedRun> {
  const { path } = directory, saved = await readRun(directory);
  const { model, state, records, notes } = saved;
  const config = { ...saved.config, ...(flags.data === undefined ? {} : { data: flags.data }) };
  refuseOtherFlags(flags, config, path);
  const done = isFinished(config, state);
  const earlier = saved.description.data.what === undefined;
  if (done && isDrawn(directory, { epochs: state.epoch, earlier })) {
    const why = state.epoch < config.epochs
      ? `it stopped early, ${stallText(config, state)}`
      : `all of its epochs are done, ${state.epoch}`;
    throw new UsageError(
      `${path}: ${why}; for more, start a new run with --init ${path}`,
    );
  }
  const { data: savedData, engine } = saved.description;
  const classes = config.dataClasses ?? (savedData.what === undefined ? config.classes : undefined);
  const data = await load(config, { classes, decoders: flags.decoders });
  if (fingerprint(data) !== savedData.crc32) {
    throw new InputError(
      `${path}: was trained on other data than ${
        config.data ?? savedData.directory
      } holds now; put that data back, or say with --data where it is`,
    );
  }
  notes.push(
    done
      ? `redraws the figures of ${path}`
      : `resuming ${path} at epoch ${state.epoch + 1}, step ${state.step + 1}`,
  );
  keepOps(engine);
  notes.push(...precisionNotes(model, config));
  const other = otherEngineNote(engine, engineInfo());
  if (other) notes.push(other);
  const stop = new AbortController();
  const training = trainingOf({ config, model, data, state }, stop.signal);
  const description = {
    ...saved.description,
    data: { ...savedData, directory: config.data ?? savedData.directory },
  };
  return { config, data, model, directory, records, state, notes, training, stop, description };
}

/** Whether nothing is left to train: all epochs done, or patience at its end. */
export function isFinished(
  { epochs, patience }: TrainConfig,
  { epoch, best }: TrainingState,
): boolean {
  return epoch >= epochs || (patience > 0 && best !== undefined && epoch - best.epoch >= patience);
}

/** Why patience ended a run. */
export function stallText({ patience }: TrainConfig, { best }: TrainingState): string {
  const epochs = patience === 1 ? "1 epoch" : `${patience} epochs`;
  return `no better test result for ${epochs} (best: epoch ${best?.epoch})`;
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
    `note: this machine emulates bfloat16; a convolution takes ${
      times.toFixed(1)
    } times as long as in float32: ` +
    "omit --precision for speed",
  ];
}

/** A flag given with --resume must match the run. */
function refuseOtherFlags(flags: TrainFlags, config: TrainConfig, path: string): void {
  const starting = new Set(["resume", "stopAfter", "engine", "quiet", "json", "data", "decoders"]);
  for (const [name, value] of Object.entries(flags)) {
    if (starting.has(name)) continue;
    const was = config[name as keyof TrainConfig];
    if (was === value) continue;
    if (name === "out") {
      throw new UsageError(`--out ${value}: --resume writes in the run's own folder; leave it out`);
    }
    const flag = value === false
      ? "--no-last-prelu"
      : flagOf(name) + (value === true ? "" : ` ${value}`);
    const trained = was === undefined ? "was started without it" : `was started with ${was}`;
    throw new UsageError(
      `${flag}: ${path} ${trained}; leave the flag out, or start a new run with --init ${path}`,
    );
  }
}
