/** A list of pairs in the format of "Labeled Faces in the Wild", read without the images. */
import { InputError } from "../errors.ts";

/** An image of a list: the class's name, and its number in it. */
export type NamedImage = readonly [name: string, number: number];

/** A pair of a list. */
export interface NamedPair {
  /** File and line, for errors. */
  where: string;
  images: readonly [NamedImage, NamedImage];
}

const FORMS = "`name 1 4` or `name 1 other 2`";

/**
 * Read a list of pairs: lines `name 1 4` (two images of one class) and `name 1 other 2` (of two),
 * separated by tabs or spaces.
 *
 * A first line of one or two numbers says how many there are: `10 300` is ten folds of 300 pairs of
 * one class and 300 of two, `1100` is 1,100 of each.
 *
 * Source: Huang et al., "Labeled Faces in the Wild" (2007), its README.
 *
 * @param text The file's text.
 * @param source Its name, for errors.
 * @throws {InputError} A line of another form, an image paired with itself, no pairs, or not as
 * many as the first line says.
 */
export function readPairList(text: string, source: string): NamedPair[] {
  if (/[\0\uFFFD]/.test(text)) {
    throw new InputError(`${source}: is no text; give a list of pairs, ${FORMS} a line`);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const head = /^(?:(\d+)\s+)?(\d+)$/.exec(lines[0]);
  const pairs = lines.flatMap((line, i) =>
    line === "" || (i === 0 && head) ? [] : [pairOf(line, `${source}: line ${i + 1}`)]
  );
  if (pairs.length === 0) {
    throw new InputError(`${source}: holds no pairs; give ${FORMS} a line`);
  }
  if (head) checkCount(head, pairs.length, source);
  return pairs;
}

/** A list that was cut short would give rates all the same. */
function checkCount([line, folds = "1", each]: readonly string[], found: number, source: string) {
  const wanted = 2 * Number(folds) * Number(each); // of one class, and of two
  if (found === wanted) return;
  const fault = found < wanted ? "it was cut short" : "it has more";
  const lists = found === 1 ? "1 pair" : `${found} pairs`;
  throw new InputError(
    `${source}: lists ${lists}, but its first line, ${
      line.replace(/\s+/, " ")
    }, says ${wanted}: ${fault}; get it again, or take that line out`,
  );
}

function pairOf(line: string, where: string): NamedPair {
  const parts = (line.includes("\t") ? line.split("\t") : line.split(/\s+/))
    .map((part) => part.trim());
  if (parts.length !== 3 && parts.length !== 4) {
    const count = parts.length === 1 ? "1 part" : `${parts.length} parts`;
    throw new InputError(`${where} has ${count}; give ${FORMS}`);
  }
  const [name, first, third, fourth] = parts, isSame = parts.length === 3;
  const a = imageOf(name, first, where);
  const b = isSame ? imageOf(name, third, where) : imageOf(third, fourth, where);
  if (a[0] !== b[0] || a[1] !== b[1]) return { where, images: [a, b] };
  throw new InputError(`${where} pairs an image with itself; give two images`);
}

function imageOf(name: string, number: string, where: string): NamedImage {
  if (/^\d+$/.test(number)) return [name, Number(number)];
  const shown = number.length > 40 ? `${number.slice(0, 40)}…` : number; // it may be no list at all
  throw new InputError(`${where}: ${JSON.stringify(shown)} is no image's number; give ${FORMS}`);
}
