import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { systemReason } from "../../platform.ts";
import { onStop } from "../_on_stop.ts";
import type { Place } from "./formats.ts";

/**
 * Write files beside their place, check them there, and move them in only then: a failed export
 * leaves the folder as it was.
 *
 * @param write Writes the files into a folder, and throws where they are not right.
 * @throws {InputError} When one of the files exists, without `force`, or cannot be written.
 */
export async function writeChecked<T>(
  { folder, names }: Place,
  { force }: { force: boolean },
  write: (staged: string) => Promise<T>,
): Promise<T> {
  const old = names.map((name) => join(folder, name)).find(exists);
  if (old !== undefined && Deno.lstatSync(old).isDirectory) {
    throw new InputError(`${old}: is a folder; give another --out`);
  }
  if (old !== undefined && !force) {
    throw new InputError(`${old}: is there already; write over it with --force, or give --out`);
  }
  const made = makeFolder(folder),
    staged = join(folder, `.${crypto.randomUUID().slice(0, 8)}.partial`);
  const undo = () => {
    remove(staged, { recursive: true });
    if (made !== undefined) remove(made, { recursive: true });
  };
  const release = onStop(undo);
  try {
    makeFolder(staged);
    const result = await write(staged);
    for (const name of names) move(join(staged, name), join(folder, name));
    return result;
  } catch (error) {
    undo();
    throw inPlace(error, { staged, folder });
  } finally {
    release();
    remove(staged, { recursive: true });
  }
}

/** An error in the words of the user, who knows nothing of the folder that files are staged in. */
function inPlace(error: unknown, { staged, folder }: { staged: string; folder: string }): unknown {
  if (!(error instanceof InputError) || !error.message.includes(staged)) return error;
  return new InputError(error.message.replaceAll(staged, folder), { cause: error });
}

/** @returns The uppermost folder that was made. */
function makeFolder(path: string): string | undefined {
  let made: string | undefined;
  for (let at = path; !exists(at); at = join(at, "..")) made = at;
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InputError(`${path}: cannot be made (${systemReason(error)}); give another --out`);
  }
  return made;
}

function move(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    throw new InputError(`${to}: cannot be written (${systemReason(error)}); give another --out`);
  }
}

function remove(path: string, options: Deno.RemoveOptions): void {
  try {
    Deno.removeSync(path, options);
  } catch {
    // It is not there, or not ours: the error that led here says more.
  }
}

/** Links count, whatever they lead to. */
function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
