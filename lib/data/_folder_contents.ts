/** What a folder holds, for errors too. */
import { InputError } from "../errors.ts";
import { entriesIn, isFolder, systemReason } from "../platform.ts";

/**
 * What is in a folder, by name.
 *
 * @throws {InputError} It cannot be read.
 */
export async function listed(folder: string): ReturnType<typeof entriesIn> {
  try {
    return await entriesIn(folder);
  } catch (error) {
    throw new InputError(
      `${folder}: cannot be read (${systemReason(error)}); check that you may read it`,
      { cause: error },
    );
  }
}

/**
 * Refuse what is no folder.
 *
 * @throws {InputError} No such folder, or something else.
 */
export async function checkFolder(folder: string): Promise<void> {
  const is = await isFolder(folder);
  if (is) return;
  const fault = is === false ? "is not a directory" : "no such directory";
  throw new InputError(`${folder}: ${fault}; give the one that holds the MNIST files (--data)`);
}

const MOST_NAMES = 8;

/** A few of a folder's names, and what other data than IDX files they look like. */
export async function contentsOf(folder: string): Promise<string> {
  const names = (await listed(folder)).map(({ name }) => name);
  if (names.length === 0) return "nothing";
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${more}${formatHint(names)}`;
}

const formats: [RegExp, string][] = [
  [/\.(npz|npy)$/i, "NumPy arrays"],
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
