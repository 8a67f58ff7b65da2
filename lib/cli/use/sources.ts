/** The images that were typed: files, folders, patterns, and standard input. */
import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { imageFilesAt, type ImageSource, nameOf } from "../../data/image_files.ts";
import { InputError, UsageError } from "../../errors.ts";
import { kindOf } from "../../platform.ts";
import { inLine } from "../_printable.ts";
import { typedPath } from "../_typed_path.ts";
import type { Faults } from "./faults.ts";

/** An image, and what it is called in what is printed. */
export interface TypedSource {
  source: ImageSource;
  shown: string;
}

/** Stands for an image on standard input. */
export const STDIN = "-";

/** What a pattern has: `scans/*.png`. */
const PATTERN = /[*?[\]{}]/;
/** Bytes of standard input that are read: more than any image of 100 million pixels needs. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Refuse standard input where there is none.
 *
 * @throws {UsageError} It is asked for twice, or is a terminal.
 */
export function checkStdin(typed: readonly string[]): void {
  const asked = typed.filter((name) => name === STDIN).length;
  if (asked > 1) throw new UsageError("-: standard input holds one image; give - once");
  if (asked === 1 && Deno.stdin.isTerminal()) {
    throw new UsageError(
      "-: standard input is a terminal; send an image to it, as in … < image.png",
    );
  }
}

/**
 * The images that something typed stands for.
 *
 * @throws {InputError} There are none.
 */
export async function sourcesAt(typed: string): Promise<TypedSource[]> {
  if (typed === "") throw new InputError("an image's path is empty; give a file or a folder");
  if (typed === STDIN) return [await standardInput()];
  if (await isPattern(typed)) {
    return matching(typed).map((shown) => ({ source: typedPath(shown), shown }));
  }
  const path = typedPath(typed), own = { source: path, shown: typed };
  const files = await imageFilesAt(path, {
    onOthers: (note) => console.error(inLine(`note: ${typed}: ${note}`)),
  }).catch((error) => {
    throw error instanceof InputError ? asTyped(error, [own]) : error;
  });
  return files.map((file) => ({ source: file, shown: shownAs(file, { path, typed }) }));
}

/** An error that names an image as it was typed. */
export function asTyped(error: InputError, sources: readonly TypedSource[]): InputError {
  const { message } = error;
  const own = sources.find(({ source }) => message.startsWith(`${nameOf(source)}:`));
  if (!own) return error;
  return new InputError(own.shown + message.slice(nameOf(own.source).length), { cause: error });
}

/** A file by the path that was typed, of itself or of a folder around it. */
export function shownAs(file: string, { path, typed }: { path: string; typed: string }): string {
  return file === path ? typed : join(typed, relative(path, file));
}

/** What was typed, with each pattern's matches in its place; one without is a fault. */
export async function withoutPatterns(
  typed: readonly string[],
  faults: Faults,
): Promise<string[]> {
  const names: string[] = [];
  for (const name of typed) {
    if (!await isPattern(name)) names.push(name);
    else await faults.among(() => Promise.resolve(names.push(...matching(name))));
  }
  return names;
}

async function isPattern(typed: string): Promise<boolean> {
  return PATTERN.test(typed) && await kindOf(typedPath(typed)) === undefined;
}

/** A shell that finds no match, or none at all, passes the pattern on. */
function matching(typed: string): string[] {
  const names = globSync(typed, { cwd: typedPath(".") }).toSorted();
  if (names.length > 0) return names;
  throw new InputError(`${typed}: matches no file; check the pattern`);
}

async function standardInput(): Promise<TypedSource> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of Deno.stdin.readable) {
    size += part.length;
    if (size > MOST_BYTES) throw new InputError("-: standard input is too large for an image");
    parts.push(part);
  }
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return { source: { name: STDIN, bytes }, shown: STDIN };
}
