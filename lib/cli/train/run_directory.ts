import { basename, dirname, join } from "node:path";
import { type FileLock, type Holder, takeLock } from "../../engine/install/mod.ts";
import { InputError, messageOf } from "../../errors.ts";
import { isFile } from "../_is_file.ts";

/** The files of a run, which one process at a time may write. */
export class RunDirectory {
  readonly path: string;
  readonly #lock: FileLock;

  constructor(path: string, lock: FileLock) {
    this.path = path;
    this.#lock = lock;
  }

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }
  get checkpoint(): string {
    return this.file(CHECKPOINT);
  }
  /** With `--keep-best`, of the best epoch. */
  get best(): string {
    return this.file("best.safetensors");
  }
  get config(): string {
    return this.file("config.json");
  }
  get log(): string {
    return this.file(LOG);
  }
  get animation(): string {
    return this.file("evolution.gif");
  }
  /** The last file that a run writes: the number of epochs that its pictures show. */
  get drawn(): string {
    return this.file(".drawn");
  }
  epochFile(folder: string, epoch: number, extension: string): string {
    return this.file(folder, `epoch-${String(epoch).padStart(3, "0")}.${extension}`);
  }
  /** Let another process have it. */
  release(): void {
    this.#lock.release();
  }
}

const CHECKPOINT = "checkpoint.safetensors", LOG = "log.jsonl", LOCK = ".lock";
const FOLDERS = ["figures", "frames"];

/**
 * Make a new run's directory, or take one that holds no run.
 *
 * @throws {InputError} When it holds a run, cannot be written, or another process runs in it.
 */
export async function createRunDirectory(path: string): Promise<RunDirectory> {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InputError(`${path}: cannot be written (${messageOf(error)}); give another --out`);
  }
  return await prepared(path, () => {
    if (!holdsRun(path)) return;
    throw new InputError(
      `${path}: already holds a run; continue it with --resume ${path}, or give another --out`,
    );
  });
}

/**
 * Make a directory that nobody has: `runs/arcface-1-20260131-235959`, or the same with `-2`, `-3` …
 * where another run began in the same second.
 */
export async function makeRunDirectory(
  { head, seed, base = "runs", now = new Date() }: {
    head: string;
    seed: number;
    base?: string;
    now?: Date;
  },
): Promise<RunDirectory> {
  const time = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const wanted = join(base, `${head}-${seed}-${time}`);
  for (let count = 1;; count++) {
    const path = count === 1 ? wanted : `${wanted}-${count}`;
    try {
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.mkdirSync(path); // fails if it is there
      return await prepared(path);
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      if (error instanceof InputError) throw error;
      throw new InputError(`${path}: cannot be written (${messageOf(error)}); give another --out`);
    }
  }
}

/**
 * Open a run's directory; its checkpoint stands for it too.
 *
 * @throws {InputError} When there is no run in it, or another process runs in it.
 */
export async function openRunDirectory(given: string): Promise<RunDirectory> {
  const path = runPath(given);
  if (!holdsRun(path)) throw noRun(path);
  return await prepared(path);
}

/**
 * A run's checkpoint, to be read alone.
 *
 * @throws {InputError} When there is no run.
 */
export function checkpointOf(given: string): string {
  const path = runPath(given);
  if (!holdsRun(path)) throw noRun(path);
  return join(path, CHECKPOINT);
}

function runPath(given: string): string {
  return basename(given) === CHECKPOINT ? dirname(given) : given;
}

function noRun(path: string): InputError {
  return new InputError(
    `${path}: holds no run (there is no ${CHECKPOINT}); give the directory that a run printed`,
  );
}

function holdsRun(path: string): boolean {
  return [CHECKPOINT, LOG].some((name) => isFile(join(path, name)));
}

/** Locked, without links, with its folders, and without what killed writes left behind. */
async function prepared(path: string, check: () => void = () => {}): Promise<RunDirectory> {
  refuseLinks(path);
  const directory = new RunDirectory(path, await lockOf(path));
  try {
    check();
    for (const folder of FOLDERS) Deno.mkdirSync(directory.file(folder), { recursive: true });
    for (const folder of [".", ...FOLDERS]) removeLeftovers(directory.file(folder));
  } catch (error) {
    directory.release();
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be written (${messageOf(error)}); give another --out`);
  }
  return directory;
}

async function lockOf(path: string): Promise<FileLock> {
  let taken: Awaited<ReturnType<typeof takeLock>>;
  try {
    taken = await takeLock(join(path, LOCK));
  } catch (error) {
    throw new InputError(`${path}: cannot be written (${messageOf(error)}); give another --out`);
  }
  if ("lock" in taken) return taken.lock;
  throw inUse(path, taken.holder, "wait until it ends, or start a run elsewhere");
}

/**
 * Read a run's files while nobody trains in it. Where we may not write, there is no lock to take:
 * then whoever reads has to notice changes.
 *
 * @throws {InputError} When another process runs in it.
 */
export async function heldStill<T>(path: string, action: () => Promise<T>): Promise<T> {
  const taken = await takeLock(join(path, LOCK)).catch(() => undefined);
  if (taken && !("lock" in taken)) throw inUse(path, taken.holder, "wait until it ends");
  try {
    return await action();
  } finally {
    taken?.lock.release();
  }
}

function inUse(path: string, holder: Holder | undefined, remedy: string): InputError {
  return new InputError(`${path}: in use by another training${holderText(holder)}; ${remedy}`);
}

function holderText(holder: Holder | undefined): string {
  return holder ? ` (process ${holder.process} on ${holder.host}, since ${holder.since})` : "";
}

/** A link would lead writes out of the folder. */
function refuseLinks(path: string): void {
  for (const { name, isSymlink } of Deno.readDirSync(path)) {
    if (!isSymlink) continue;
    throw new InputError(
      `${join(path, name)}: is a link, and a run writes in its own folder alone; remove it`,
    );
  }
}

function removeLeftovers(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (/\.(partial|part)$/.test(name)) Deno.removeSync(join(folder, name));
  }
}
