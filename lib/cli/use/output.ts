/** Files that the commands write for their user. */
import { dirname } from "node:path";
import { InputError, UsageError } from "../../errors.ts";
import { isFigurePath } from "../../plot/save_figure.ts";
import { isFile } from "../_is_file.ts";
import { typedPath } from "../_typed_path.ts";

/**
 * Where a figure goes; asked before anything is computed.
 *
 * @param typed What the flag says.
 * @param options.flag Its name.
 * @throws {UsageError} It ends in neither .svg nor .png.
 * @throws {InputError} Its folder is not there, or it is there itself, without `force`.
 */
export function figurePath(
  typed: string,
  { flag, force = false }: { flag: string; force?: boolean },
): string {
  if (!isFigurePath(typed)) {
    throw new UsageError(`${flag} ${typed}: give a name that ends in .svg or .png`);
  }
  const path = typedPath(typed);
  if (isFile(path) && !force) {
    throw new InputError(`${flag} ${typed}: is there already; --force writes over it`);
  }
  if (!isFolder(dirname(path))) {
    throw new InputError(`${flag} ${typed}: its folder does not exist; make it first`);
  }
  return path;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
