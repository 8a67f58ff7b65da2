/** The files of a run that travel with it. */
import fs from "node:fs";
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { systemReason } from "../platform.ts";

/** One of them. */
export interface RunFile {
  /** In the run's folder, with slashes. */
  name: string;
  path: string;
  bytes: number;
  /** When it was last changed. */
  modified: Date;
}

/** What a resume reads, what belongs to the weights, and figures; not exports, locks, left-overs. */
const FILES =
  /^(config\.json|log\.jsonl|(checkpoint|best)\.safetensors|(best\.)?threshold\.json|\.drawn|evolution\.gif|[^.]\S*\.svg)$/;
const FOLDERS = ["figures", "frames"];
/** A write that was killed. */
const LEFT_OVER = /\.(partial|part)$/;

/**
 * List them, in the order of their names.
 *
 * @throws {InputError} When the folder cannot be read, or one of them is a link: what it leads to
 * is not the run's.
 */
export function runFiles(folder: string): RunFile[] {
  const names = namesAt(folder).filter((name) => FILES.test(name));
  const inside = FOLDERS.filter((name) => isFolder(join(folder, name))).flatMap((part) =>
    namesAt(join(folder, part)).filter((name) => !LEFT_OVER.test(name)).map((name) =>
      `${part}/${name}`
    )
  );
  return [...names, ...inside].sort().map((name) => fileAt(folder, name)).filter((file) =>
    file !== undefined
  );
}

function namesAt(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    throw new InputError(`${folder}: cannot be read (${systemReason(error)}); give a run's folder`);
  }
}

/** Whether it is one of the run's own; a link would lead elsewhere. */
function isFolder(path: string): boolean {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  refuseLink(path, status);
  return status?.isDirectory() ?? false;
}

/** Undefined for a folder, a pipe, or what was removed meanwhile. */
function fileAt(folder: string, name: string): RunFile | undefined {
  const path = join(folder, name), status = fs.lstatSync(path, { throwIfNoEntry: false });
  refuseLink(path, status);
  if (!status?.isFile()) return undefined;
  return { name, path, bytes: status.size, modified: status.mtime };
}

function refuseLink(path: string, status: fs.Stats | undefined): void {
  if (!status?.isSymbolicLink()) return;
  throw new InputError(
    `${path}: is a link, and only the run's own files go along; put the file itself there`,
  );
}
