/** Opens a run for a command. */
import { basename, dirname } from "node:path";
import { InputError } from "../../errors.ts";
import type { OpenedRun } from "../../inference/mod.ts";
import { didYouMean } from "../_nearest.ts";
import { typedPath } from "../_typed_path.ts";
import { prepareEngine } from "../train/prepare.ts";
import type { AsIs } from "./command.ts";
import { giveBackRights } from "./rights.ts";

/**
 * Set the engine up and open a run; what is odd about it goes to stderr. From then on the process may
 * start no program, and write only where it says so.
 *
 * @param typed A path as it was typed.
 * @param options `writes`: whether the command writes a file; `asIs`: images of digits are not made
 * like MNIST's.
 * @throws {InputError} There is no run: a folder beside it with such a name is named.
 */
export async function openTyped(
  typed: string,
  { writes, asIs = false }: { writes: boolean } & AsIs,
): Promise<OpenedRun> {
  const path = typedPath(typed);
  refuseMissing(path, typed);
  await prepareEngine({});
  await giveBackRights({ writes });
  const { openRun } = await import("../../inference/mod.ts"); // starts the engine
  const run = await openRun(path, asIs ? { digits: false } : {});
  for (const note of run.notes) console.error(`note: ${note}`);
  return run;
}

/**
 * @throws {InputError} There is nothing at a path: a name beside it that is nearly the same is given.
 */
export function refuseMissing(path: string, typed: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return; // opening it says what is wrong
    const hint = didYouMean(basename(path), namesBeside(path));
    throw new InputError(
      `${typed}: does not exist; give the folder that deno task train printed${hint}`,
    );
  }
}

function namesBeside(path: string): string[] {
  try {
    const names = [...Deno.readDirSync(dirname(path))].map(({ name }) => name);
    return names.length > 0 ? names : [""];
  } catch {
    return [""];
  }
}
