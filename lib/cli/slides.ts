/**
 * `deno task slides`: the notebooks as slides for teachers, and as pages to read without Jupyter.
 */
import { Command, runProgram } from "./_commander.ts";

const program = new Command("deno task slides")
  .description(
    "Make slides and a page to read of each notebook, with the outputs it holds; each is one file that needs no network. They go to runs/slides.",
  )
  .allowExcessArguments(false)
  .action(async () => {
    const { writeSlides } = await import("../course/slides/write.ts"); // loads Markdown and KaTeX
    await writeSlides({ print: (line) => console.log(line) });
  });

Deno.exit(await runProgram(program));
