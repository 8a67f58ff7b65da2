/** `deno task figures`: trains what the README shows and draws its figures. */
import { drawFigures } from "../course/figures.ts";
import { Command, runProgram } from "./_commander.ts";

const program = new Command("deno task figures")
  .description(
    "Train softmax, ArcFace, NormFace and AdaCos with the defaults and draw the READMEs' figures into runs/figures.",
  )
  .option("--update", "also overwrite the committed ones in figures/")
  .allowExcessArguments(false)
  .action(async (flags: { update?: boolean }) =>
    console.log(`figures: ${await drawFigures(flags)}`)
  );

Deno.exit(await runProgram(program));
