/** The file that `deno task embed` writes: checked before anything is computed. */
import { dirname, extname } from "node:path";
import { InputError, UsageError } from "../../errors.ts";
import {
  type EmbeddingFormat,
  embeddingFormatOf,
  embeddingFormats,
  labelsPathFor,
} from "../../export/embedding_formats.ts";
import { systemReason } from "../../platform.ts";
import { didYouMean } from "../_nearest.ts";
import { writeFault } from "../_write_fault.ts";

/**
 * Refuse a path that could not be written at the end; nothing is left there.
 *
 * @param typed As it was typed.
 * @param options.path The same, from where the program runs.
 * @param options.force Whether a file may be there.
 * @throws {UsageError} An ending that stands for no format.
 * @throws {InputError} A file is there, the folder is not, or may not be written to.
 */
export function checkOut(
  typed: string,
  { path, force = false }: { path: string; force?: boolean },
): EmbeddingFormat {
  const format = embeddingFormatOf(path);
  if (!format) throw new UsageError(`--out ${typed}: ${endingFault(path)}`);
  if (statusOf(path)?.isDirectory) {
    throw new InputError(`--out ${typed}: is a folder; give the name of a file`);
  }
  for (const [file, shown] of filesOf(format, { path, typed })) {
    if (force || statusOf(file) === undefined) continue;
    throw new InputError(`${shown}: is there already; --force replaces it`);
  }
  checkFolder(path, typed);
  return format;
}

function endingFault(path: string): string {
  const ending = extname(path).slice(1), known = embeddingFormats.map((name) => `.${name}`);
  const what = ending === "" ? "has no ending" : `is no file for embeddings`;
  const hint = ending === "" ? "" : didYouMean(ending, embeddingFormats).replace("mean ", "mean .");
  return `${what}; give it one of ${known.join(", ")}${hint}`;
}

/** All that is written, each with its name for messages. */
function filesOf(
  format: EmbeddingFormat,
  { path, typed }: { path: string; typed: string },
): [path: string, shown: string][] {
  const own: [string, string] = [path, typed];
  return format === "npy" ? [own, [labelsPathFor(path), labelsPathFor(typed)]] : [own];
}

function checkFolder(path: string, typed: string): void {
  const fault = writeFault(path);
  if (fault === undefined) return;
  const remedy = fault instanceof Deno.errors.NotFound
    ? `make the folder ${dirname(typed)} first`
    : "give a folder that you may write to";
  throw new InputError(`--out ${typed}: cannot be written (${systemReason(fault)}); ${remedy}`);
}

/** Links count, whatever they lead to. */
function statusOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}
