import { resolve } from "node:path";
import { UsageError } from "../errors.ts";

/**
 * A path relative to where the command was typed: a task runs in the project's folder, and Deno says
 * in `INIT_CWD` where it was called. Where both are one, the path stays as it is.
 *
 * @param options `absolute`: write it out even where it would lead there by itself.
 * @throws {UsageError} It is empty, which would be the folder one is in.
 */
export function typedPath(path: string, { absolute = false } = {}): string {
  if (path === "") throw new UsageError("a path is empty; give a file or a folder");
  const typed = Deno.env.get("INIT_CWD") || Deno.cwd();
  return typed === Deno.cwd() && !absolute ? path : resolve(typed, path);
}
