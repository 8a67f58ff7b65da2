import { InputError } from "../errors.ts";
import { makeFolder, systemReason } from "../platform.ts";

/**
 * Make an output folder, and those around it.
 *
 * @throws {InputError} When it cannot be made.
 */
export async function makeOutputFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new InputError(`${folder}: cannot be made (${systemReason(error)}); give another folder`);
  }
}
