/** Slides and pages of all notebooks, as files. */
import { basename, join } from "node:path";
import { notebookPaths } from "../notebooks/check_cells.ts";
import { readNotebook } from "../notebooks/notebook.ts";
import { root } from "../root.ts";
import { readingPage, slidesPage } from "./pages.ts";

const WRITTEN = join(root, "runs", "slides");

/**
 * Write slides and a page for each committed notebook.
 *
 * @param print Called with a line for each notebook, and where the files are.
 */
export async function writeSlides({ print }: { print: (line: string) => void }): Promise<void> {
  await Deno.mkdir(WRITTEN, { recursive: true });
  for (const path of notebookPaths()) {
    const notebook = readNotebook(join(root, path));
    const name = basename(path, ".ipynb");
    await Deno.writeTextFile(join(WRITTEN, `${name}.html`), readingPage(notebook));
    await Deno.writeTextFile(join(WRITTEN, `${name}.slides.html`), slidesPage(notebook));
    print(`${path}: ${name}.html, ${name}.slides.html`);
  }
  print(`written to ${WRITTEN}`);
}
