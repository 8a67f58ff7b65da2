/** Pairs of images to verify, in the format of "Labeled Faces in the Wild". */
import { InputError } from "../errors.ts";
import type { Dataset, ImagePair } from "../types.ts";

/**
 * Read a list of pairs: lines `name 1 4` (two images of one class) and `name 1 other 2` (of two),
 * separated by tabs or spaces; a first line of one or two numbers (folds, pairs) is passed over.
 *
 * An image's number is that at the end of its file's name, as in `name_0004.jpg`; where a class has
 * a file without one, or there are no files, images count from 1 in the data set's order.
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
  set: Pick<Dataset, "labels" | "classNames" | "names">,
  source: string,
): ImagePair[] {
  const members = numbered(set);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const pairs = lines.flatMap((line, i) => {
    if (line === "" || (i === 0 && /^\d+(\s+\d+)?$/.test(line))) return [];
    return [pairOf(line, members, `${source}: line ${i + 1}`)];
  });
  if (pairs.length === 0) throw new InputError(`${source}: holds no pairs`);
  return pairs;
}

/** Of each class by name, its images by number. */
type Members = Map<string, Map<number, number>>;

function numbered({ labels, classNames, names }: Pick<Dataset, "labels" | "classNames" | "names">) {
  const images = new Map<string, number[]>();
  labels.forEach((label, i) => {
    const name = classNames?.[label] ?? String(label);
    images.set(name, [...images.get(name) ?? [], i]);
  });
  const members: Members = new Map();
  for (const [name, own] of images) {
    const numbers = own.map((i) => Number(names?.[i].match(/(\d+)\.\w+$/)?.[1] ?? NaN));
    const isNumbered = numbers.every((number) => number > 0) &&
      new Set(numbers).size === own.length;
    members.set(name, new Map(own.map((i, k) => [isNumbered ? numbers[k] : k + 1, i])));
  }
  return members;
}

function pairOf(line: string, members: Members, where: string): ImagePair {
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
  members: Members,
  where: string,
): number {
  const own = members.get(name), index = own?.get(Number(number));
  if (index !== undefined) return index;
  const known = [...members.keys()], some = known.slice(0, 5).join(", ");
  throw new InputError(
    own
      ? `${where}: class ${name} has ${own.size} images, and no number ${number}`
      : `${where}: there is no class ${name} among those to verify on (${some}${
        known.length > 5 ? " …" : ""
      }); is it in LFW's format?`,
  );
}
