import { join } from "node:path";

/**
 * A notebook's text as `deno fmt` writes it. Its own `--check` does not work: Deno 2.9.6 reports
 * every notebook that it has not formatted before as unformatted, even one that it would not
 * change.
 *
 * @param text The notebook's file.
 * @param folder A folder for a temporary copy.
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
