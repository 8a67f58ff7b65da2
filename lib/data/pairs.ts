/** Pairs of images to verify, in the format of "Labeled Faces in the Wild". */
import { InputError } from "../errors.ts";
import type { Dataset, ImagePair } from "../types.ts";
import { type NamedImage, type NamedPair, readPairList } from "./pair_list.ts";

/** What names and numbers of images go by. */
type Named = Pick<Dataset, "labels" | "classNames" | "names">;

/**
 * Read a list of pairs: lines `name 1 4` (two images of one class) and `name 1 other 2` (of two),
 * separated by tabs or spaces. After a first line of one or two numbers, `N` or `folds N`, there are
 * N pairs of one class, and N of two, in each fold.
 *
 * An image's number is that at the end of its file's name, as in `name_0004.jpg`; where a class has
 * a file without one, or there are no files, images count from 1 in the data set's order.
 *
 * Source: Huang et al., "Labeled Faces in the Wild" (2007), `pairs.txt`.
 *
 * @param text The file's text.
 * @param source Its name, for errors.
 * @throws {InputError} A line of another form, an image paired with itself, a class or image that
 * the set does not hold, or not as many pairs as the first line says.
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
  return pairsIn(set, readPairList(text, source));
}

/**
 * Find the images of a list.
 *
 * @returns Two indices a pair.
 * @throws {InputError} A class or an image that the set does not hold.
 */
export function pairsIn(set: Named, list: readonly NamedPair[]): ImagePair[] {
  const members = numbered(set);
  return list.map(({ where, images: [a, b] }) => [
    indexOf(a, members, where),
    indexOf(b, members, where),
  ]);
}

/** Of each class by name, its images by number. */
type Members = Map<string, Map<number, number>>;

function numbered({ labels, classNames, names }: Named): Members {
  const images = new Map<string, number[]>();
  labels.forEach((label, i) => {
    const name = classNames?.[label] ?? String(label), own = images.get(name);
    if (own) own.push(i);
    else images.set(name, [i]);
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

function indexOf([name, number]: NamedImage, members: Members, where: string): number {
  const own = members.get(name), index = own?.get(number);
  if (index !== undefined) return index;
  const known = [...members.keys()], some = known.slice(0, 5).join(", ");
  const images = own?.size === 1 ? "1 image" : `${own?.size} images`;
  throw new InputError(
    own
      ? `${where}: class ${name} has ${images}, and no number ${number}`
      : `${where}: there is no class ${name.slice(0, 60)} among those to verify on (${some}${
        known.length > 5 ? " …" : ""
      }); is it in LFW's format?`,
  );
}
