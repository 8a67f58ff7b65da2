/**
 * On Windows, TensorFlow's library is linked to a Python library, which comes with that version of
 * Python.
 */
import { InputError } from "../../errors.ts";
import type { Tools } from "./_context.ts";
import type { NativeParts } from "./platforms.ts";

/**
 * Checked before the large download.
 *
 * @throws {InputError} When no folder on PATH has the library.
 */
export function checkPythonLibrary(tools: Tools, { pythonLibrary }: NativeParts): void {
  if (pythonLibrary === undefined || tools.isOnPath(pythonLibrary)) return;
  const version = pythonLibrary.replace(/^python(\d)(\d+)\.dll$/, "$1.$2");
  throw new InputError(
    `TensorFlow's library needs ${pythonLibrary}, and no folder of PATH holds it: install Python ${version} from python.org ` +
      'with "Add python.exe to PATH", and run `deno task setup` again in a new terminal',
  );
}
