/** Finds the files of arrays at a path. */
import { join, relative } from "node:path";
import { InputError } from "../errors.ts";
import { kindOf } from "../platform.ts";
import { listed } from "./_folder_contents.ts";

/** Files of one kind. */
export interface ArrayFiles {
  kind: "numpy" | "csv";
  files: string[];
  notes: string[];
}

const kinds: [ArrayFiles["kind"] | "parquet" | "mat", RegExp][] = [
  ["numpy", /\.(npz|npy)$/i],
  ["csv", /\.csv$/i],
  ["parquet", /\.parquet$/i],
  ["mat", /\.mat$/i],
];

/**
 * Find the files of arrays at a path: itself, in a folder, or in the one folder below that has such.
 *
 * @throws {InputError} None that is read; for Parquet and MATLAB's, how to turn them into `.npz`.
 */
export async function arrayFilesAt(path: string): Promise<ArrayFiles> {
  const kind = await kindOf(path);
  if (kind === undefined) {
    throw new InputError(`${path}: no such file or folder; give one that is there (--data)`);
  }
  const files = kind === "folder" ? await filesBelow(path) : [path];
  const [found, ...others] = kinds.map(([kind, ending]) => ({
    kind,
    files: files.filter((file) => kind && ending.test(file)),
  })).filter(({ files }) => files.length > 0);
  if (!found) {
    throw new InputError(`${path}: no .npz and no .csv file; give one, or a folder with some`);
  }
  if (found.kind === "parquet" || found.kind === "mat") throw conversionFor(found.kind, path);
  const left = others.flatMap(({ files }) => files).map((file) => relative(path, file));
  return { ...found, kind: found.kind, notes: left.length ? [`left out: ${left.join(", ")}`] : [] };
}

async function filesBelow(folder: string): Promise<string[]> {
  const own = await filesIn(folder);
  if (own.length > 0) return own;
  const below: string[][] = [], names: string[] = [];
  for (const { name, kind } of await listed(folder)) {
    const files = kind === "folder" ? await filesIn(join(folder, name)) : [];
    if (files.length === 0) continue;
    below.push(files);
    names.push(name);
  }
  if (below.length < 2) return below[0] ?? [];
  throw new InputError(
    `${folder}: holds several data sets, in ${names.join(", ")}; give one of these`,
  );
}

async function filesIn(folder: string): Promise<string[]> {
  const files = (await listed(folder)).filter(({ kind }) => kind === "file");
  return files.map(({ name }) => join(folder, name))
    .filter((file) => kinds.some(([, ending]) => ending.test(file)));
}

/** What Python makes of it, in one line: images are packed as PNG, or have their number last. */
function conversionFor(kind: "parquet" | "mat", path: string): InputError {
  const isFile = new RegExp(`\\.${kind}$`, "i").test(path);
  const pattern = isFile ? path : join(path, `*.${kind}`),
    each = `for f in glob.glob(r'${pattern}')`;
  const [what, line] = kind === "parquet"
    ? [
      "Parquet tables are",
      `import glob, io, numpy, pandas, PIL.Image as I; [numpy.savez(f[:-8], labels=t['label'], ` +
      `images=[numpy.array(I.open(io.BytesIO(i['bytes']))) for i in t['image']]) ` +
      `${each} for t in [pandas.read_parquet(f)]]`,
    ]
    : [
      "MATLAB's arrays are",
      `import glob, numpy, scipy.io; [numpy.savez(f[:-4], labels=m['y'].ravel(), ` +
      `images=numpy.moveaxis(m['X'], -1, 0)) ${each} for m in [scipy.io.loadmat(f)]]`,
    ];
  const names = kind === "parquet" ? "image and label" : "X [H, W, C, N] and y";
  return new InputError(
    `${path}: ${what} not read; where they are called ${names}, this makes .npz files of them: python3 -c "${line}"`,
  );
}
