/** Any data: finds out what a path holds, and loads it. */
import { basename } from "node:path";
import { InputError } from "../errors.ts";
import { kindOf, readStart } from "../platform.ts";
import { listed } from "./_folder_contents.ts";
import { IMAGE_ENDING } from "./_image_files.ts";
import { loadArrays } from "./arrays.ts";
import { loadCharacters } from "./characters.ts";
import { imageFolder, type ImageFolderOptions } from "./image_folder.ts";
import { loadIdx } from "./load_idx.ts";
import type { LoadedData } from "./loaded.ts";
import { whatItIs } from "./not_data.ts";
import { holdOut, split } from "./split.ts";
import { firstOf, limited } from "./subset.ts";

/** Options of {@linkcode openData}; each kind of data takes some of them. */
export interface OpenDataOptions extends ImageFolderOptions {
  /** C: of IDX files, whose labels must lie below it, and of characters. */
  classes?: number;
  /** The label of the first class of IDX files and arrays. */
  firstLabel?: number;
  /** Whether IDX images are stored with rows and columns exchanged. */
  transpose?: boolean;
}

/** Name of the characters that are drawn from fonts. */
export const CHARACTERS = "characters";

type Kind = "idx" | "arrays" | "folder" | "characters";

/** What only some kinds of data take. */
const takenBy: Partial<Record<keyof OpenDataOptions, Kind[]>> = {
  classes: ["idx", "characters"],
  firstLabel: ["idx", "arrays"],
  transpose: ["idx"],
  imageSize: ["folder", "characters"],
  channels: ["folder"],
  fit: ["folder"],
  skipBroken: ["folder"],
};

const kindTexts: Record<Kind, string> = {
  idx: "IDX files",
  arrays: "arrays",
  folder: "a folder of images",
  characters: "characters",
};

/**
 * Load what a path holds: IDX files, `.npz` or `.csv` arrays, or a folder of images by class; or
 * the characters that are drawn from fonts. Data without a test part give a share of each class.
 *
 * @param place A path, or `characters`; by default the library's own MNIST.
 * @throws {InputError} Nothing that is known: it says what is there. An option that these data do
 * not take.
 */
export async function openData(
  place: string | undefined,
  options: OpenDataOptions = {},
): Promise<LoadedData> {
  const kind = place === undefined ? "idx" : await kindAt(place);
  refuseOthers(kind, options);
  if (kind === "folder") return await imageFolder(place!, folderOptions(options));
  const loaded = await loaders[kind](place, options), { train, test } = loaded;
  const { testShare, holdOutClasses, limit, seed = 1 } = options;
  if (test && testShare) { // a share of 0 draws nothing, which holds
    throw new InputError(`testShare: ${kindTexts[kind]} have a test part already; leave it out`);
  }
  const parts = test
    ? holdOut({ train, test }, { holdOutClasses, seed })
    : split(train, { testShare, holdOutClasses, seed });
  const shorter = kind === "characters" ? limited : firstOf;
  return { ...loaded, ...parts, train: shorter(parts.train, { limit, seed }), ownTest: !!test };
}

const loaders: Record<
  Exclude<Kind, "folder">,
  (place: string | undefined, options: OpenDataOptions) => Promise<LoadedData>
> = {
  idx: (directory, { classes, firstLabel, transpose }) =>
    loadIdx({ directory, classes, firstLabel, transpose }),
  arrays: (path, { firstLabel }) => loadArrays(path!, { firstLabel }),
  characters(_, { classes, imageSize }) {
    const [size, width] = imageSize ?? [];
    if (size !== width) {
      throw new InputError(`imageSize: characters are square, not ${size}×${width}`);
    }
    return loadCharacters({ classes, size, testShare: 0 }); // split below, like all others
  },
};

/** Options as `imageFolder` takes them. */
function folderOptions(
  { classes: _, firstLabel: _2, transpose: _3, ...options }: OpenDataOptions,
): ImageFolderOptions {
  return options;
}

function refuseOthers(kind: Kind, options: OpenDataOptions): void {
  for (const [name, kinds] of Object.entries(takenBy)) {
    if (kinds.includes(kind) || options[name as keyof OpenDataOptions] === undefined) continue;
    const takers = kinds.map((kind) => kindTexts[kind]).join(" and ");
    throw new InputError(
      `${name} has no effect on ${kindTexts[kind]}, only on ${takers}; leave it out`,
    );
  }
}

/** Names of IDX files, in a folder or in one that archives make. */
const IDX = /(^|[-.])(idx[1-4])([-.]|$)/i;
const ARRAYS = /\.(npz|npy|csv|parquet|mat)$/i;

/**
 * Whether a path stands for a data set whose images are no files of their own: IDX files, arrays,
 * or the characters.
 */
export async function isPackedData(place: string): Promise<boolean> {
  const what = await kindOf(place);
  if (what === undefined) return basename(place) === CHARACTERS;
  if (what === "file") return ARRAYS.test(place) || IDX.test(basename(place));
  return what === "folder" && ["idx", "arrays"].includes(await kindOfFolder(place) ?? "");
}

async function kindAt(place: string): Promise<Kind> {
  const what = await kindOf(place);
  if (what === undefined) {
    if (basename(place) === CHARACTERS) return "characters";
    throw new InputError(`${place}: no such file or folder; give data that are there (--data)`);
  }
  if (what === "file") return await kindOfFile(place);
  if (what !== "folder") throw new InputError(`${place}: is neither a file nor a folder`);
  const found = await kindOfFolder(place);
  if (found) return found;
  throw new InputError(`${place}: holds no data that are known here: ${await contentsOf(place)}`);
}

async function kindOfFile(path: string): Promise<Kind> {
  if (ARRAYS.test(path)) return "arrays";
  if (IDX.test(basename(path))) {
    throw new InputError(`${path}: is one of the four IDX files; give the folder that holds them`);
  }
  const what = whatItIs(await readStart(path, 512), path);
  throw new InputError(
    `${path}: is no data set${
      what ? ` (${what})` : ""
    }; give a folder of IDX files, a folder of images by class, or an .npz or .csv file`,
  );
}

/** IDX files first, then arrays, then folders of images. */
async function kindOfFolder(folder: string, depth = 0): Promise<Kind | undefined> {
  const entries = await listed(folder);
  if (entries.some(({ name }) => IDX.test(name))) return "idx";
  if (entries.some(({ name, kind }) => kind === "file" && ARRAYS.test(name))) return "arrays";
  const folders = entries.filter(({ name, kind }) => kind === "folder" && !name.startsWith("."));
  for (const { name } of folders) {
    const inside = await listed(`${folder}/${name}`);
    if (depth < 2 && /^(raw|gzip|.*mnist)$/i.test(name)) {
      const found = await kindOfFolder(`${folder}/${name}`, depth + 1);
      if (found) return found;
    }
    if (inside.some(({ name, kind }) => kind === "file" && IMAGE_ENDING.test(name))) {
      return "folder";
    }
    for (const below of inside.filter(({ kind }) => kind === "folder").slice(0, 20)) {
      const deep = await listed(`${folder}/${name}/${below.name}`);
      if (deep.some(({ name, kind }) => kind === "file" && IMAGE_ENDING.test(name))) {
        return "folder";
      }
    }
  }
}

const MOST_NAMES = 8;

async function contentsOf(folder: string): Promise<string> {
  const entries = await listed(folder);
  if (entries.length === 0) return "it is empty";
  const names = entries.slice(0, MOST_NAMES).map(({ name, kind }) =>
    kind === "folder" ? `${name}/` : name
  );
  const more = entries.length > MOST_NAMES ? ` and ${entries.length - MOST_NAMES} more` : "";
  const hint = entries.some(({ name }) => IMAGE_ENDING.test(name))
    ? "; images belong into one subfolder a class"
    : "";
  const packed = entries.find(({ name }) => /\.(zip|tar|tgz|xz|7z|rar)$/i.test(name))?.name;
  return `${names.join(", ")}${more}${hint}${packed ? `; ${packed} is an archive: unpack it` : ""}`;
}
