/** Pairs of images to verify, in the format of "Labeled Faces in the Wild". */
import { InputError } from "../errors.ts";
import type { Dataset, ImagePair } from "../types.ts";

/**
 * Read a list of pairs: lines `name 1 4` (two images of one class) and `name 1 other 2` (of two),
 * separated by tabs or spaces; a first line of one or two numbers (folds, pairs) is passed over.
 *
 * Images of a class are counted from 1, in the data set's order; in a folder, that of their names.
 *
 * Source: Huang et al., "Labeled Faces in the Wild" (2007), `pairs.txt`.
 *
 * @param text The file's text.
 * @param source Its name, for errors.
 * @throws {InputError} A line of another form, or a class or image that the set does not hold.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const labels = Int32Array.of(0, 0, 1), classNames = ["ada", "bob"];
 * assertEquals(parsePairs("ada 1 2\nada 1 bob 1\n", { labels, classNames }, "pairs.txt"), [[0, 1], [0, 2]]);
 * ```
 */
export function parsePairs(
  text: string,
  { labels, classNames }: Pick<Dataset, "labels" | "classNames">,
  source: string,
): ImagePair[] {
  const members = new Map<string, number[]>();
  labels.forEach((label, i) => {
    const name = classNames?.[label] ?? String(label), own = members.get(name);
    if (own) own.push(i);
    else members.set(name, [i]);
  });
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const pairs = lines.flatMap((line, i) => {
    if (line === "" || (i === 0 && /^\d+(\s+\d+)?$/.test(line))) return [];
    return [pairOf(line, members, `${source}: line ${i + 1}`)];
  });
  if (pairs.length === 0) throw new InputError(`${source}: holds no pairs`);
  return pairs;
}

function pairOf(line: string, members: Map<string, number[]>, where: string): ImagePair {
  const parts = line.includes("\t") ? line.split("\t") : line.split(/\s+/);
  const [name, first, third, fourth] = parts.map((part) => part.trim());
  const isForm = parts.length === 3 || parts.length === 4;
  if (!isForm) {
    throw new InputError(
      `${where} has ${parts.length} parts; give \`name 1 4\` or \`name 1 other 2\``,
    );
  }
  const other = parts.length === 3 ? [name, third] : [third, fourth];
  return [imageOf(name, first, members, where), imageOf(other[0], other[1], members, where)];
}

function imageOf(
  name: string,
  number: string,
  members: Map<string, number[]>,
  where: string,
): number {
  const own = members.get(name), index = own?.[Number(number) - 1];
  if (index !== undefined) return index;
  throw new InputError(
    own
      ? `${where}: class ${name} has ${own.length} images, and no number ${number}`
      : `${where}: there is no class ${name} among those to verify on`,
  );
}
