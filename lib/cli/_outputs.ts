/** The files that `deno task bench` writes: checked before minutes of measuring, not after. */
import { InputError, messageOf, UsageError } from "../errors.ts";
import { isFigurePath } from "../plot/save_figure.ts";

/** Files to write, if requested. */
export interface Outputs {
  json?: string;
  /** An image. */
  chart?: string;
}

/**
 * Check that the files can be written at the end; leaves nothing behind and existing files
 * unchanged.
 *
 * @throws {UsageError} `--chart` is not an image file.
 * @throws {InputError} A file cannot be written.
 */
export async function checkOutputs({ json, chart }: Outputs): Promise<void> {
  if (chart && !isFigurePath(chart)) {
    throw new UsageError(
      `--chart ${chart}: a chart is saved as .svg or .png; give it one of these endings`,
    );
  }
  if (json) await checkWritable("--json", json);
  if (chart) await checkWritable("--chart", chart);
}

async function checkWritable(flag: string, file: string): Promise<void> {
  try {
    const isNew = await openForWriting(file);
    if (isNew) await Deno.remove(file);
  } catch (error) {
    throw new InputError(
      `${flag} ${file}: cannot be written (${
        messageOf(error)
      }); name a file in a folder that is there`,
    );
  }
}

/** @returns Whether the file did not exist before. */
async function openForWriting(file: string): Promise<boolean> {
  try {
    (await Deno.open(file, { write: true })).close();
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    (await Deno.open(file, { write: true, createNew: true })).close();
    return true;
  }
}
