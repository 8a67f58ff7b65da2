import { join } from "node:path";

/**
 * A notebook's text as `deno fmt` writes it. Its own `--check` cannot serve: Deno 2.9.6 calls every
 * notebook unformatted that it has not formatted itself before, also one that it would leave as it
 * is.
 *
 * @param text The notebook's file.
 * @param folder Where a copy may lie for a moment.
 */
export async function formatted(text: string, folder: string): Promise<string> {
  const copy = join(folder, "formatted.ipynb");
  await Deno.writeTextFile(copy, text);
  const args = ["fmt", "--quiet", "--no-config", "--line-width", "120", copy];
  await new Deno.Command(Deno.execPath(), { args }).output();
  const result = await Deno.readTextFile(copy);
  await Deno.remove(copy);
  return result.trimEnd() + "\n";
}
