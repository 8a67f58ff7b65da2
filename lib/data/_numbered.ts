/** Labels as files have them → numbers of classes from 0. */
import { InputError } from "../errors.ts";

/** Which labels there may be. */
export interface Numbering {
  /** C: labels lie below `firstLabel` + C. */
  classes: number;
  /** The label of the first class. */
  firstLabel: number;
  /** Whether C was taken from the labels: then no option sets it. */
  fromData?: boolean;
}

/**
 * Number classes from 0.
 *
 * @param labels `[N]`, from `firstLabel` up.
 * @param source The labels' file, for errors.
 * @throws {InputError} A label that is no class, and which options its file needs.
 */
export function numbered(labels: Int32Array, given: Numbering, source: string): Int32Array {
  const { classes, firstLabel } = given;
  const index = labels.findIndex((label) => label < firstLabel || label >= firstLabel + classes);
  if (index === -1) return labels.map((label) => label - firstLabel);
  throw new InputError(
    `${source}: label ${index} (counted from 0) is ${
      labels[index]
    }, but classes are ${firstLabel} to ${firstLabel + classes - 1}; ${adviceFor(labels, given)}`,
  );
}

/** What to do, from the labels that there are. */
function adviceFor(labels: Int32Array, given: Numbering): string {
  const used = [...new Set(labels)].sort((a, b) => a - b), mark = markIn(used);
  const real = used.filter((label) => label !== mark), first = real[0], last = real.at(-1)!;
  const range = `labels run from ${first} to ${last}`;
  if (mark !== undefined) {
    const count = labels.filter((label) => label === mark).length;
    return `${range}, and ${count} are ${mark}, which marks images without a label: leave those out of both files`;
  }
  if (first < 0) return `${range}: number classes from 0`;
  const isFew = !given.fromData && (first > 0 || last - first >= given.classes);
  const wanted = [
    given.firstLabel !== first && `--first-label ${first}`,
    isFew && `--classes ${last - first + 1}`,
  ].filter(Boolean).join(" ");
  return `${range}${first > 0 ? ", class 0 never occurs" : ""}: this file needs ${wanted}`;
}

/** A byte that no class has: some sets number images without a label so, or −1. */
const UNLABELLED = 255;

/** @param used Labels, each once, ascending. */
function markIn(used: number[]): number | undefined {
  if (used.length < 2) return undefined;
  if (used[0] === -1) return -1;
  return used.at(-1) === UNLABELLED && used.at(-2)! < UNLABELLED - 1 ? UNLABELLED : undefined;
}
