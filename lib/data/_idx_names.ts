/** Names that people's IDX files have. */

/** A part of a data set. */
export type Part = "train" | "test";

/** What a file says it holds. */
export interface IdxName {
  /** What comes before, in lower case with dashes: `emnist-letters`; empty for MNIST's own names. */
  prefix: string;
  part: Part;
  holds: "images" | "labels";
}

const NAME = new RegExp(
  [
    /^(?:(?<prefix>.*?)[-_. ]+)?/, // `emnist-letters-`, `qmnist-`
    /(?<part>train|test|t10k)[-_. ]/,
    /(?<holds>images|labels)[-_. ]idx[1-4]/, // a dot, where archives were unpacked on Windows
    /(?:[-_. ](?:s?byte|ubyte|short|int|float|double))?/, // `-ubyte`, `-int`, `.ubyte`
    /(?: ?\(\d+\))?(?:\.gz)?$/, // `(1)`, as browsers name what was loaded twice
  ].map(({ source }) => source).join(""),
  "i",
);

/** What a name says; undefined if it is not of an IDX file of a data set. */
export function idxNameOf(name: string): IdxName | undefined {
  const { prefix = "", part, holds } = NAME.exec(name)?.groups ?? {};
  if (!part) return undefined;
  return {
    prefix: prefix.toLowerCase().replaceAll(/[-_. ]+/g, "-"),
    part: part.toLowerCase() === "train" ? "train" : "test",
    holds: holds.toLowerCase() as IdxName["holds"],
  };
}

/** The names that a file most often has. */
export function usualNames({ prefix, part, holds }: IdxName): string[] {
  const start = part === "train" ? "train" : prefix ? "test" : "t10k";
  const end = holds === "images" ? "idx3-ubyte" : "idx1-ubyte";
  const stem = `${prefix && `${prefix}-`}${start}-${holds}`;
  return [`${stem}-${end}.gz`, `${stem}-${end}`, `${stem}.${end}.gz`, `${stem}.${end}`];
}
