/** The headers of all files of a folder: which are images, of which size and colour. */
import { relative } from "node:path";
import { InputError } from "../errors.ts";
import { readStart } from "../platform.ts";
import type { Header } from "./_decode.ts";
import type { Decoders } from "./decoders.ts";
import { whatItIs } from "./not_data.ts";

/** Files that are images, by class, and their headers in the same order. */
export interface ReadHeaders {
  files: string[][];
  headers: Header[];
  /** Left out, with `skipBroken`. */
  broken: string[];
}

const AT_ONCE = 2000;

/**
 * Read all headers.
 *
 * @throws {InputError} A file is no image: it is named, with what it is; unless `skipBroken`.
 */
export async function readHeaders(
  files: string[][],
  { decoders, folder, skipBroken }: { decoders: Decoders; folder: string; skipBroken: boolean },
): Promise<ReadHeaders> {
  const paths = files.flat(), headers: Header[] = [], faults = new Map<string, string>();
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const part = paths.slice(from, from + AT_ONCE);
    const result = await decoders.all({ paths: part });
    headers.push(...result.headers!);
    for (const [index, reason] of result.faults) faults.set(part[index], reason);
  }
  if (faults.size > 0 && !skipBroken) throw await notImages(faults, folder);
  return {
    files: files.map((some) => some.filter((path) => !faults.has(path))),
    headers: headers.filter((header) => header !== undefined),
    broken: [...faults.keys()],
  };
}

async function notImages(faults: Map<string, string>, folder: string): Promise<InputError> {
  const [[path, reason]] = faults;
  const what = whatItIs(await readStart(path, 512), path);
  const more = faults.size > 1 ? `, and ${faults.size - 1} more files` : "";
  return new InputError(
    `${path}: is no image (${what ?? reason})${more}; remove it from ${
      relative(".", folder) || "."
    }, or leave such files out with --skip-broken`,
  );
}
