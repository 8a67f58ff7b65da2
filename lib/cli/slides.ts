/** `deno task slides`: the notebooks as slides for teachers, and as pages to read without Jupyter. */
import { basename, join } from "node:path";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { notebookPaths } from "./notebooks/check_cells.ts";
import { readNotebook } from "./notebooks/notebook.ts";

const WRITTEN = join(root, "runs", "slides");

const program = new Command("deno task slides")
  .description(
    "Make slides and a page to read of each notebook, with the outputs it holds; each is one file that needs no network. They go to runs/slides.",
  )
  .allowExcessArguments(false)
  .action(async () => {
    const { readingPage, slidesPage } = await import("./slides/pages.ts");
    await Deno.mkdir(WRITTEN, { recursive: true });
    for (const path of notebookPaths()) {
      const notebook = readNotebook(join(root, path));
      const name = basename(path, ".ipynb");
      await Deno.writeTextFile(join(WRITTEN, `${name}.html`), readingPage(notebook));
      await Deno.writeTextFile(join(WRITTEN, `${name}.slides.html`), slidesPage(notebook));
      console.log(`${path}: ${name}.html, ${name}.slides.html`);
    }
    console.log(`written to ${WRITTEN}`);
  });

Deno.exit(await runProgram(program));
