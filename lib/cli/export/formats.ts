/** Formats of `deno task export`: where they go, and the files that each writes. */
import { basename, dirname, join } from "node:path";

/** What `--to` takes. */
export const formats = ["onnx", "tfjs", "pytorch"] as const;

/** One of {@linkcode formats}. */
export type Format = typeof formats[number];

/** Where an export goes. */
export interface Place {
  folder: string;
  /** The names of its files. */
  names: string[];
}

const NAMES: Record<Format, string[]> = {
  onnx: ["model.onnx"],
  tfjs: ["model.json", "weights.bin"],
  pytorch: ["model.py", "model.safetensors"],
};

/**
 * Where an export of a checkpoint goes.
 *
 * @param out What `--out` says: a folder, or for ONNX a file.
 */
export function placeFor(format: Format, { checkpoint, out }: {
  checkpoint: string;
  out?: string;
}): Place {
  if (format === "onnx" && out?.endsWith(".onnx")) {
    return { folder: dirname(out), names: [basename(out)] };
  }
  const own = join(dirname(checkpoint), "export", ...(format === "onnx" ? [] : [format]));
  return { folder: out ?? own, names: NAMES[format] };
}
