/** Finds the IDX files of a data set in a folder. */
import { join, relative } from "node:path";
import { InputError } from "../errors.ts";
import { checkFolder, contentsOf, listed } from "./_folder_contents.ts";
import { type IdxName, idxNameOf, type Part, usualNames } from "./_idx_names.ts";

/** Files that may hold the images, and those that may hold the labels, of a part. */
export interface PartFiles {
  images: string[];
  labels: string[];
}

/** The files of one data set. */
export interface IdxFiles {
  /** Before their names, such as `emnist-letters`; empty for MNIST's own names. */
  prefix: string;
  train: PartFiles;
  test?: PartFiles;
  notes: string[];
}

type Found = IdxName & { path: string };

/**
 * Find the files of one data set, in a folder or below it as torchvision and archives have it.
 *
 * @throws {InputError} No such folder, a file of a pair missing, or files of several data sets.
 */
export async function findIdxFiles(directory: string): Promise<IdxFiles> {
  await checkFolder(directory);
  const found = await idxFilesAt(directory), prefixes = [...new Set(found.map(prefixOf))];
  const hasTraining = prefixes.filter((prefix) => isPair(filesOf(found, prefix, "train")));
  if (hasTraining.length > 1) throw severalError(directory, hasTraining);
  const [prefix = prefixes[0] ?? ""] = hasTraining, others = prefixes.filter((p) => p !== prefix);
  const train = await wholePair(directory, found, { prefix, part: "train" });
  const hasTest = found.some((file) => file.prefix === prefix && file.part === "test");
  const test = hasTest ? await wholePair(directory, found, { prefix, part: "test" }) : undefined;
  const [testName] = usualNames({ prefix, part: "test", holds: "images" });
  const notes = [
    !test && `${directory} holds no images to test on, such as ${testName}`,
    others.length > 0 && `left out: the files of ${others.map(shown).join(", ")}`,
  ].filter((note) => note !== false);
  return { prefix, train, ...(test ? { test } : {}), notes };
}

const prefixOf = ({ prefix }: Found) => prefix;
const shown = (prefix: string) => prefix || "MNIST (no prefix)";

function severalError(directory: string, prefixes: string[]): InputError {
  return new InputError(
    `${directory}: holds files of ${prefixes.length} data sets, ${
      prefixes.map(shown).join(", ")
    }; give a folder with those of one`,
  );
}

function filesOf(found: Found[], prefix: string, part: Part): PartFiles {
  const own = found.filter((file) => file.prefix === prefix && file.part === part);
  const paths = (wanted: IdxName["holds"]) =>
    own.filter(({ holds }) => holds === wanted).map(({ path }) => path);
  return { images: paths("images"), labels: paths("labels") };
}

function isPair({ images, labels }: PartFiles): boolean {
  return images.length > 0 && labels.length > 0;
}

async function wholePair(
  directory: string,
  found: Found[],
  { prefix, part }: { prefix: string; part: Part },
): Promise<PartFiles> {
  const files = filesOf(found, prefix, part);
  if (isPair(files)) return files;
  const holds = files.images.length === 0 ? "images" : "labels";
  const names = usualNames({ prefix, part, holds });
  throw new InputError(
    `${names[1]}: not found in ${directory}, which holds ${await contentsOf(
      directory,
    )} (looked for ${names.join(", ")}); put it there, or give another directory (--data)`,
  );
}

/** Of the folder itself; or where it has none, of the one below that has. */
async function idxFilesAt(directory: string): Promise<Found[]> {
  const own = await idxFilesIn(directory);
  if (own.length > 0) return own;
  const below: { folder: string; found: Found[] }[] = [];
  for (const folder of await dataFoldersIn(directory)) {
    const found = await idxFilesIn(folder);
    if (found.length > 0) below.push({ folder, found });
  }
  if (below.length > 1) {
    const names = below.map(({ folder }) => relative(directory, folder)).join(", ");
    throw new InputError(`${directory}: holds several data sets, in ${names}; give one of these`);
  }
  return below[0]?.found ?? [];
}

/** Files; also in a folder of a file's name, as some archives unpack. Pipes would wait for ever. */
async function idxFilesIn(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const { name, kind } of await listed(folder)) {
    const named = idxNameOf(name), path = join(folder, name);
    if (!named) continue;
    if (kind === "file") found.push({ ...named, path });
    if (kind !== "folder") continue;
    const inside = (await listed(path)).filter(({ kind }) => kind === "file");
    for (const { name } of inside) {
      const file = idxNameOf(name);
      if (file) found.push({ ...file, path: join(path, name) });
    }
  }
  return found;
}

/** `raw` and `gzip`, sets such as `FashionMNIST`, and `raw` within any folder. */
async function dataFoldersIn(directory: string): Promise<string[]> {
  const folders: string[] = [];
  for (const { name, kind } of await listed(directory)) {
    if (kind !== "folder" || name.startsWith(".")) continue;
    const folder = join(directory, name);
    if (/^(raw|gzip)$|mnist/i.test(name)) folders.push(folder);
    const inside = await listed(folder).catch(() => []); // perhaps not ours to read
    const raw = inside.find(({ name, kind }) => kind === "folder" && /^raw$/i.test(name));
    if (raw) folders.push(join(folder, raw.name));
  }
  return folders;
}
