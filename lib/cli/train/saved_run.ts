/** A run as its files have it: read again, and checked to be one run. */
import { InputError, messageOf } from "../../errors.ts";
import { isHeadName } from "../../heads/mod.ts";
import {
  type Checkpoint,
  loadCheckpoint,
  readLog,
  type TrainingState,
  writeFileAtomically,
  writeLog,
} from "../../training/mod.ts";
import type { EpochRecord, Model } from "../../types.ts";
import { savedConfig, type TrainConfig } from "./config.ts";
import type { describe } from "./run_data.ts";
import type { RunDirectory } from "./run_directory.ts";

/** What goes into config.json and the checkpoint. */
export interface RunDescription extends ReturnType<typeof describe> {
  /** The same in all files of a run; absent in runs of earlier versions. */
  id?: string;
}

/** A run as its checkpoint has it. */
export interface SavedRun {
  config: TrainConfig;
  description: RunDescription;
  model: Model;
  state: TrainingState;
  /** Of its finished epochs. */
  records: EpochRecord[];
  /** What was repaired. */
  notes: string[];
}

/**
 * Read a run that is to go on. Its checkpoint counts: a log or configuration that was lost or
 * damaged is written anew from it.
 *
 * @throws {InputError} When the checkpoint is not of a run, or of another one than config.json.
 */
export async function readRun(directory: RunDirectory): Promise<SavedRun> {
  const { checkpoint } = directory;
  const loaded = await loadCheckpoint(checkpoint);
  const { records, ...description } = descriptionIn(loaded, checkpoint);
  if (!loaded.state) {
    throw new InputError(
      `${checkpoint}: holds weights alone; start a new run from it with --init`,
    );
  }
  const notes = [...agreeingConfig(directory, description)];
  const epochs = loaded.state.epoch;
  const { kept, note } = agreeingLog(directory, epochs, records);
  return {
    config: savedConfig(description.run),
    description,
    ...{ model: loaded.model, state: loaded.state },
    records: kept,
    notes: note ? [...notes, note] : notes,
  };
}

/** Write config.json. */
export function writeConfig(directory: RunDirectory, description: RunDescription): void {
  const text = JSON.stringify(description, null, 2) + "\n";
  writeFileAtomically(directory.config, new TextEncoder().encode(text));
}

function descriptionIn(
  { config }: Checkpoint,
  path: string,
): RunDescription & { records?: EpochRecord[] } {
  const saved = config as Partial<RunDescription>;
  if (!saved.run || !saved.data || typeof saved.run.epochs !== "number") {
    throw new InputError(
      `${path}: not a run of deno task train; loadCheckpoint() of the library reads it`,
    );
  }
  const damaged = damagedPart(saved);
  if (damaged) {
    throw new InputError(`${path}: its ${damaged} is damaged; restore the file or start a new run`);
  }
  if (!isHeadName(saved.run.head)) {
    throw new InputError(
      `${path}: its run has head ${saved.run.head}, which is not known here; update the library`,
    );
  }
  return saved as RunDescription;
}

/** What of a run's description is not what a run writes, if anything. */
function damagedPart(
  { id, records }: { id?: unknown; records?: unknown },
): "id" | "list of epochs" | undefined {
  if (id !== undefined && typeof id !== "string") return "id";
  const isRecord = (value: unknown) => {
    const { epoch, trainLoss } = (value ?? {}) as Partial<EpochRecord>;
    return typeof epoch === "number" && typeof trainLoss === "number";
  };
  const isList = records === undefined || (Array.isArray(records) && records.every(isRecord));
  return isList ? undefined : "list of epochs";
}

/** @returns A note where config.json had to be written anew. */
function* agreeingConfig(directory: RunDirectory, wanted: RunDescription): Generator<string> {
  let found: RunDescription | undefined;
  try {
    found = JSON.parse(Deno.readTextFileSync(directory.config));
  } catch {
    // missing or damaged: the checkpoint has it all
  }
  if (found?.run === undefined) {
    writeConfig(directory, wanted);
    yield "note: config.json was missing or damaged; it is written anew from the checkpoint";
    return;
  }
  if (typeof found.id !== "string") delete found.id; // of an earlier version, or damaged
  const same = wanted.id === undefined || found.id === undefined
    ? JSON.stringify(found.run) === JSON.stringify(wanted.run)
    : found.id === wanted.id;
  if (same) return;
  throw new InputError(
    `${directory.path}: config.json is of the run ${nameOf(found)}, checkpoint.safetensors of ${
      nameOf(wanted)
    }; put the run's own file back`,
  );
}

function nameOf({ run, id }: RunDescription): string {
  const { head, seed, epochs, embeddingSize } = run;
  const own = id === undefined ? "" : `, ${id.slice(0, 8)}`;
  return `(${head}, seed ${seed}, ${epochs} epochs, embedding size ${embeddingSize}${own})`;
}

/**
 * A run's records: those of the checkpoint, or in runs of earlier versions of the log, which a kill
 * can leave an epoch ahead.
 */
function agreeingLog(
  directory: RunDirectory,
  epochs: number,
  saved?: EpochRecord[],
): { kept: EpochRecord[]; note?: string } {
  let logged: EpochRecord[] | undefined, fault: string | undefined;
  try {
    logged = readLog(directory.log).filter(({ epoch }) => epoch <= epochs);
  } catch (error) {
    fault = messageOf(error);
  }
  const kept = saved ?? logged;
  if (!kept) throw new InputError(fault!);
  const same = logged && JSON.stringify(logged) === JSON.stringify(kept);
  if (!same) keepCopy(directory);
  writeLog(directory.log, kept);
  if (same) return { kept };
  const note =
    "note: log.jsonl was not what the checkpoint knows; it is written anew, the old one is log.jsonl.old";
  return { kept, note };
}

function keepCopy({ log }: RunDirectory): void {
  try {
    Deno.renameSync(log, `${log}.old`);
  } catch {
    // there was none
  }
}
