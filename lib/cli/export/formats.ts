/** Formats of `deno task export`: where they go, and the files that each writes. */
import { basename, dirname, extname, join } from "node:path";
import { UsageError } from "../../errors.ts";

/** What `--to` takes. */
export const formats = ["onnx", "tfjs", "pytorch", "hf", "projector", "saved-run"] as const;

/** One of {@linkcode formats}. */
export type Format = typeof formats[number];

/** Where an export goes. */
export interface Place {
  folder: string;
  /** The names of its files. */
  names: string[];
}

/** A single file; others have a folder of their own. */
const SINGLE: Partial<Record<Format, string>> = { onnx: ".onnx", "saved-run": ".zip" };

const NAMES: Record<Exclude<Format, "saved-run">, string[]> = {
  onnx: ["model.onnx"],
  tfjs: ["model.json", "weights.bin"],
  pytorch: ["model.py", "model.safetensors"],
  hf: ["README.md", "config.json", "model.safetensors", "model.onnx"],
  projector: ["projector_config.pbtxt", "tensors.tsv", "metadata.tsv", "sprite.png"],
};

/**
 * Where an export of a checkpoint goes.
 *
 * @param options `out`: what `--out` says, a folder, or for a single file its name; `more`: files
 * that this export has besides.
 */
export function placeFor(format: Format, { checkpoint, out, more = [] }: {
  checkpoint: string;
  out?: string;
  more?: readonly string[];
}): Place {
  const ending = SINGLE[format], run = dirname(checkpoint);
  if (ending !== undefined && out !== undefined && endingOf(out) === ending) {
    return { folder: dirname(out), names: [basename(out)] };
  }
  const own = join(run, "export", ...(ending === undefined ? [format] : []));
  const names = format === "saved-run" ? [`${basename(run)}.zip`] : NAMES[format];
  return { folder: out ?? own, names: [...names, ...more] };
}

/** Endings of files, which nobody gives a folder. */
const FILES = [
  ...["zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar"],
  ...["onnx", "ort", "safetensors", "pt", "pth", "bin", "pb", "pbtxt", "tflite", "h5", "keras"],
  ...["json", "jsonl", "npy", "npz", "csv", "tsv", "parquet", "py", "ts", "js", "md", "txt"],
  ...["html", "png", "jpg", "svg", "gif"],
].map((ending) => `.${ending}`);

/**
 * Refuse an `--out` that would become a folder with a file's name.
 *
 * @throws {UsageError} It ends like a file of another kind.
 */
export function refuseOtherEnding(format: Format, out = ""): void {
  const ending = endingOf(out), own = SINGLE[format];
  if (ending === own || !FILES.includes(ending)) return;
  const right = own === undefined
    ? `${format} writes a folder of files; give it a name without ${ending}`
    : `${format} writes a file ending in ${own}; give such a name, or a folder's`;
  throw new UsageError(`--out ${out}: ${right}`);
}

function endingOf(path: string): string {
  return extname(path).toLowerCase();
}
