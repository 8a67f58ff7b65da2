/** Runs a notebook from its first cell to its last in a fresh kernel. */
import { dirname, join } from "node:path";
import { InputError } from "../../errors.ts";
import { root } from "../root.ts";
import type { Jupyter } from "../jupyter.ts";
import { lastError } from "../../engine/install/mod.ts";
import { type Notebook, readNotebook } from "./notebook.ts";

/** What to run, and how. */
export interface Execution {
  jupyter: Jupyter;
  /** The notebook, absolute. */
  path: string;
  /** Where the executed copy goes, absolute. */
  target: string;
  /** Run lessons on a small part of the data. */
  fast: boolean;
}

/**
 * Execute a notebook; the committed file is only read.
 *
 * @returns The executed notebook, errors among its outputs.
 * @throws {InputError} When the kernel did not start or died.
 */
export async function execute({ jupyter, path, target, fast }: Execution): Promise<Notebook> {
  await Deno.mkdir(dirname(target), { recursive: true });
  const command = new Deno.Command(jupyter.python, {
    args: [join(root, "lib/course/notebooks/execute.py"), path, target, dirname(path)],
    env: { ...jupyter.env, MARGIN_FAST: fast ? "1" : "0" },
    stdin: "null",
  });
  const { success, stderr } = await command.output();
  if (!success) {
    throw new InputError(`${path}: did not run: ${lastError(new TextDecoder().decode(stderr))}`);
  }
  return readNotebook(target);
}
