import { join } from "node:path";
import { InputError, messageOf } from "../../errors.ts";
import { isFile } from "../_is_file.ts";

/** The files of a run. */
export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }
  get checkpoint(): string {
    return this.file("checkpoint.safetensors");
  }
  /** With `--keep-best`, of the best epoch. */
  get best(): string {
    return this.file("best.safetensors");
  }
  get log(): string {
    return this.file("log.jsonl");
  }
  /** The last file that a run writes. */
  get animation(): string {
    return this.file("evolution.gif");
  }
  epochFile(folder: string, epoch: number, extension: string): string {
    return this.file(folder, `epoch-${String(epoch).padStart(3, "0")}.${extension}`);
  }
}

/**
 * Create a new run's directory.
 *
 * @throws {InputError} When it already holds a run or cannot be written.
 */
export function createRunDirectory(path: string): RunDirectory {
  const directory = new RunDirectory(path);
  if (holdsRun(directory)) {
    throw new InputError(
      `${path}: already holds a run; continue it with --resume ${path}, or give another --out`,
    );
  }
  try {
    for (const folder of ["figures", "frames"]) {
      Deno.mkdirSync(directory.file(folder), { recursive: true });
    }
    const probe = directory.file(".probe");
    Deno.writeTextFileSync(probe, "");
    Deno.removeSync(probe);
  } catch (error) {
    throw new InputError(`${path}: cannot be written (${messageOf(error)}); give another --out`);
  }
  return directory;
}

/** @throws {InputError} When there is no run in it. */
export function openRunDirectory(path: string): RunDirectory {
  const directory = new RunDirectory(path);
  if (!holdsRun(directory)) {
    throw new InputError(
      `${path}: holds no run (there is no checkpoint.safetensors); give the directory that a run printed`,
    );
  }
  return directory;
}

/** `runs/arcface-1-20260131-235959`. */
export function defaultRunPath(head: string, seed: number, now = new Date()): string {
  const time = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return join("runs", `${head}-${seed}-${time}`);
}

function holdsRun(directory: RunDirectory): boolean {
  return [directory.checkpoint, directory.log].some(isFile);
}
