/**
 * What EMNIST's files do not say: their classes, and that they are stored transposed.
 *
 * Source: Cohen, Afshar, Tapson, van Schaik, "EMNIST: an extension of MNIST to handwritten letters"
 * (2017), and the mapping files of its archive.
 */

/** A split of EMNIST. */
export interface Emnist {
  /** `EMNIST letters`. */
  name: string;
  /** `[C]`; undefined for a split that is not known. */
  classNames?: readonly string[];
  /** The label of the first class. */
  firstLabel: number;
}

const digits = [..."0123456789"];
const capitals = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Small letters that look unlike their capitals. */
const distinct = [..."abdefghnqrt"];
const merged = [...digits, ...capitals, ...distinct];

const splits: Record<string, readonly string[]> = {
  letters: capitals,
  balanced: merged,
  bymerge: merged,
  byclass: [...digits, ...capitals, ...capitals.map((letter) => letter.toLowerCase())],
  digits,
  mnist: digits,
};

/** The split, from what comes before `-train` in its files' names; undefined if it is none. */
export function emnistOf(prefix: string): Emnist | undefined {
  const [set, split = ""] = prefix.toLowerCase().split(/[-_]/);
  if (set !== "emnist") return undefined;
  const classNames = Object.hasOwn(splits, split) ? splits[split] : undefined;
  return {
    name: `EMNIST ${split}`.trim(),
    ...(classNames ? { classNames } : {}),
    firstLabel: split === "letters" ? 1 : 0,
  };
}

/** What was done that the files do not say; of other sets, only what was asked for. */
export function emnistNotes(
  emnist: Emnist | undefined,
  { transpose, firstLabel }: { transpose?: boolean; firstLabel?: number },
): string[] {
  const stored = `${emnist?.name} is stored with rows and columns exchanged`;
  return [
    emnist && transpose === undefined && `${stored}: its images were turned upright`,
    emnist && transpose === false && `${stored}, and its images were left so`,
    transpose && "rows and columns of the images were exchanged",
    emnist?.firstLabel && firstLabel === undefined &&
    `labels of ${emnist.name} begin at ${emnist.firstLabel}: they were numbered from 0`,
  ].filter((note) => typeof note === "string");
}
