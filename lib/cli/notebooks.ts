/** `deno task notebooks`: runs the notebooks in fresh kernels. */
import { formatNotebooks, runNotebooks } from "../course/notebooks/run.ts";
import { Command, runProgram } from "./_commander.ts";

interface Flags {
  fast?: boolean;
  update?: boolean;
  format?: boolean;
}

const report = (line: string) => console.error(line), print = (line: string) => console.log(line);

const program = new Command("deno task notebooks")
  .description(
    "Run all notebooks, or those named, from top to bottom in fresh kernels; executed copies go to runs/notebooks.",
  )
  .argument("[names...]", "parts of file names, such as 01 or arcface")
  .option("--fast", "lessons on a few images: shows that everything works, not what it teaches")
  .option("--update", "also write the outputs into the committed notebooks")
  .option("--format", "only format the committed notebooks, without running them")
  .action((names: string[], { fast, update, format }: Flags) =>
    format ? formatNotebooks(names) : runNotebooks(names, { fast, update, report, print })
  );

Deno.exit(await runProgram(program));
