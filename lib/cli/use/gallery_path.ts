import { UsageError } from "../../errors.ts";
import { typedPath } from "../_typed_path.ts";

/** The end of a gallery's name. */
const ENDING = ".safetensors";

/**
 * The file that `--gallery` names; asked before anything is opened.
 *
 * @param typed What the flag says.
 * @throws {UsageError} It is empty, or does not end as a gallery does.
 */
export function galleryPath(typed: string): string {
  if (typed === "") throw new UsageError(`--gallery: is empty; give a ${ENDING} file`);
  if (typed.toLowerCase().endsWith(ENDING)) return typedPath(typed);
  throw new UsageError(`--gallery ${typed}: is no ${ENDING} file; give a name that ends so`);
}
