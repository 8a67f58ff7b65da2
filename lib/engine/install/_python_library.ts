/**
 * On Windows TensorFlow's library is linked to a library of Python's, which a Python of that
 * version brings.
 */
import { InputError } from "../../errors.ts";
import type { Tools } from "./_context.ts";
import type { NativeParts } from "./platforms.ts";

/**
 * Asked before the large download.
 *
 * @throws {InputError} Where no folder of PATH holds the library.
 */
export function checkPythonLibrary(tools: Tools, { pythonLibrary }: NativeParts): void {
  if (pythonLibrary === undefined || tools.isOnPath(pythonLibrary)) return;
  const version = pythonLibrary.replace(/^python(\d)(\d+)\.dll$/, "$1.$2");
  throw new InputError(
    `TensorFlow's library needs ${pythonLibrary}, and no folder of PATH holds it: install Python ${version} from python.org ` +
      'with "Add python.exe to PATH", and run `deno task setup` again in a new terminal',
  );
}
