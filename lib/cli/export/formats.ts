/** Formats of `deno task export`: where they go, and the files that each writes. */
import { basename, dirname, extname, join } from "node:path";

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
  if (ending !== undefined && out !== undefined && extname(out) === ending) {
    return { folder: dirname(out), names: [basename(out)] };
  }
  const own = join(run, "export", ...(ending === undefined ? [format] : []));
  const names = format === "saved-run" ? [`${basename(run)}.zip`] : NAMES[format];
  return { folder: out ?? own, names: [...names, ...more] };
}
