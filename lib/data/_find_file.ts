import { join } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { errorCode, isFolder, readFile } from "../platform.ts";

/** A file that was found and read. */
export interface FoundFile {
  path: string;
  bytes: Uint8Array;
}

/**
 * Read an MNIST file under whichever of its usual names it has: with or without `.gz`, with a dash
 * or a dot before `idx`.
 *
 * @param directory Where to look.
 * @param name The classic name, such as `train-images-idx3-ubyte`.
 * @throws {InputError} No such directory, none of the names in it, or a file that cannot be read.
 */
export async function readMnistFile(directory: string, name: string): Promise<FoundFile> {
  const dotted = name.replace("-idx", ".idx"); // as in archives that were unpacked on Windows
  const names = [`${name}.gz`, name, `${dotted}.gz`, dotted];
  for (const candidate of names) {
    const path = join(directory, candidate);
    const bytes = await readIfPresent(path);
    if (bytes) return { path, bytes };
  }
  await checkDirectory(directory);
  throw new InputError(
    `${name}: not found in ${directory} (looked for ${
      names.join(", ")
    }); put it there, or name another directory with --data`,
  );
}

async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw new InputError(
      `${path}: cannot be read (${messageOf(error)}); check that it is a file that you may read`,
      {
        cause: error,
      },
    );
  }
}

async function checkDirectory(directory: string) {
  const folder = await isFolder(directory);
  if (folder) return;
  const fault = folder === false ? "is not a directory" : "no such directory";
  throw new InputError(
    `${directory}: ${fault}; name the one that holds the MNIST files with --data`,
  );
}
