import { join } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { isFolder, kindOf, namesIn, readFile } from "../platform.ts";

/** A file that was found and read. */
export interface FoundFile {
  path: string;
  bytes: Uint8Array;
}

/**
 * Read an MNIST file under whichever of its usual names it has: with or without `.gz`, with a dash
 * or a dot before `idx`; or in a folder of that name, as some archives unpack.
 *
 * @param directory Where to look.
 * @param name The classic name, such as `train-images-idx3-ubyte`.
 * @throws {InputError} No such directory, none of the names in it, or a file that cannot be read.
 */
export async function readMnistFile(directory: string, name: string): Promise<FoundFile> {
  const dotted = name.replace("-idx", ".idx"); // as in archives that were unpacked on Windows
  const names = [`${name}.gz`, name, `${dotted}.gz`, dotted];
  for (
    const candidate of names.flatMap((name) => [
      name,
      ...names.map((inner) => join(name, inner)),
    ])
  ) {
    const path = join(directory, candidate);
    const bytes = await readIfFile(path);
    if (bytes) return { path, bytes };
  }
  await checkDirectory(directory);
  throw new InputError(
    `${name}: not found in ${directory}, which holds ${await contentsOf(directory)} (looked for ${
      names.join(", ")
    }); put it there, or give another directory (--data)`,
  );
}

/** Nothing but a file is read: a pipe would wait for ever. */
async function readIfFile(path: string): Promise<Uint8Array | undefined> {
  if (await kindOf(path) !== "file") return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(
      `${path}: cannot be read (${messageOf(error)}); check that you may read it`,
      { cause: error },
    );
  }
}

const MOST_NAMES = 8;

/** A few of a folder's names, and what other data set they look like. */
async function contentsOf(directory: string): Promise<string> {
  const names = await namesIn(directory);
  if (names.length === 0) return "nothing";
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${more}${formatHint(names)}`;
}

const formats: [RegExp, string][] = [
  [/\.npz$/i, "NumPy arrays"],
  [/\.csv$/i, "tables of pixels"],
  [/\.parquet$/i, "Parquet tables"],
  [/\.mat$/i, "MATLAB arrays"],
  [/\.(zip|tar|tgz|xz|7z|rar)$/i, "an archive that is not unpacked"],
  [/\.(png|jpe?g|webp|bmp)$/i, "pictures"],
];

function formatHint(names: string[]): string {
  const known = formats.find(([ending]) => names.some((name) => ending.test(name)));
  return known ? `: ${known[1]}, not IDX files` : "";
}

async function checkDirectory(directory: string) {
  const folder = await isFolder(directory);
  if (folder) return;
  const fault = folder === false ? "is not a directory" : "no such directory";
  throw new InputError(
    `${directory}: ${fault}; give the one that holds the MNIST files (--data)`,
  );
}
