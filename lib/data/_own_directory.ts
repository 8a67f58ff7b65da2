/** The library's own MNIST. */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { isFolder } from "../platform.ts";

/**
 * Where it lies in the repository.
 *
 * @throws {InputError} The library is a package, which carries no data.
 */
export async function ownDirectory(): Promise<string> {
  const here = import.meta.dirname; // undefined where the library was not loaded from a disk
  const directory = here && join(here, "..", "..", "data", "mnist");
  if (directory && await isFolder(directory)) return directory;
  throw new InputError(
    "directory: the installed library has no data beside it; copy the folder data/mnist of its repository " +
      "(data/README.md there says where the four files come from) and name it: loadMnist({ directory })",
  );
}
