/** Format, types and lint of notebook cells. */
import { join } from "node:path";
import { root } from "../root.ts";
import { formatted } from "./format.ts";
import { cellModule, inNotebook } from "./cell_module.ts";
import { readNotebook } from "./notebook.ts";

/** The committed notebooks, in reading order, relative to the root. */
export function notebookPaths(): string[] {
  return [...Deno.readDirSync(join(root, "notebooks"))].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).sort().map((name) => join("notebooks", name));
}

/**
 * Check the cells of notebooks.
 *
 * @param paths Relative to the root.
 * @param flags For `deno check`.
 * @returns What is wrong, with cell numbers; empty if all is well.
 */
export async function checkCells(paths: string[], flags: string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const faults: string[] = [];
    for (const path of paths) faults.push(...await checkOne(path, { folder, flags }));
    return faults;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function checkOne(
  path: string,
  { folder, flags }: { folder: string; flags: string[] },
): Promise<string[]> {
  const module = cellModule(readNotebook(join(root, path)));
  const modulePath = join(folder, path.replaceAll(/\W/g, "_") + ".ts");
  await Deno.writeTextFile(modulePath, module.text);
  const config = ["--config", join(root, "deno.json")];
  const text = await Deno.readTextFile(join(root, path));
  const messages = [
    await formatted(text, folder) === text
      ? ""
      : `${path}: is not formatted; \`deno task notebooks --format\` does it`,
    await messageFrom(["check", "--quiet", ...config, ...flags, modulePath]),
    await messageFrom(["lint", "--quiet", ...config, modulePath]),
  ];
  return messages.filter((message) => message !== "")
    .map((message) => inNotebook(message, { modulePath, notebookPath: path, module }));
}

/** What a Deno command complains about; empty if it succeeds. */
async function messageFrom(args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { NO_COLOR: "1" },
  })
    .output();
  if (success) return "";
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return [text(stdout), text(stderr)].filter(Boolean).join("\n") ||
    `deno ${args[0]} failed without an error message`;
}
