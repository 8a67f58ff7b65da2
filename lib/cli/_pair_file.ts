/** The file of `--pairs`: checked as far as it goes before any data are loaded. */
import { type NamedPair, readPairList } from "../data/pair_list.ts";
import { InputError } from "../errors.ts";
import { systemReason } from "../platform.ts";

/**
 * Read a list of pairs in LFW's format, of both kinds.
 *
 * @param path Where it is.
 * @param shown The same as it was typed, for errors.
 * @throws {InputError} It cannot be read, is no such list, or lacks pairs of one kind.
 */
export function readPairFile(path: string, shown: string = path): NamedPair[] {
  const pairs = readPairList(textAt(path, shown), shown);
  for (const kind of ["one class", "two classes"]) {
    const isOf = ({ images: [[a], [b]] }: NamedPair) => (a === b) === (kind === "one class");
    if (pairs.some(isOf)) continue;
    throw new InputError(
      `${shown}: lists no pairs of ${kind}; give both kinds, \`name 1 4\` and \`name 1 other 2\``,
    );
  }
  return pairs;
}

function textAt(path: string, shown: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(
      `${shown}: cannot be read (${systemReason(error)}); give a file that lists pairs`,
    );
  }
}
