/** What a name in a gallery may be. */
import { InputError } from "../errors.ts";

/** Letters of a name: more is no name, but something that was pasted. */
const MOST_LETTERS = 200;
/** Control characters and line breaks: names are printed one a line. */
const BREAKS_LINES = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Refuse what is no name.
 *
 * @throws {InputError} It is empty, too long, or more than one line.
 */
export function checkName(name: string): void {
  if (name.trim() === "") throw new InputError("a name is empty; give one to enrol under");
  const letters = [...name].length, start = JSON.stringify([...name].slice(0, 30).join(""));
  if (letters > MOST_LETTERS) {
    throw new InputError(
      `${start} …: this name has ${letters} letters; give one of at most ${MOST_LETTERS}`,
    );
  }
  if (BREAKS_LINES.test(name)) {
    throw new InputError(
      `${start}: this name holds a line break or a control character; leave it out`,
    );
  }
}
