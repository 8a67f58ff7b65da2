/** `deno task results`: trains what the README's table shows and prints it. */
import {
  fashionResults,
  headResults,
  methodResults,
  strangerResults,
} from "../course/results/run.ts";
import { UsageError } from "../errors.ts";
import { Command, runProgram } from "./_commander.ts";

interface Flags {
  heads?: boolean;
  fashion?: boolean;
  strangers?: boolean;
  again?: boolean;
  update?: boolean;
}

const results: Record<string, typeof methodResults> = {
  methods: methodResults,
  heads: headResults,
  fashion: fashionResults,
  strangers: strangerResults,
};

const print = (table: string) => console.log(table);

const program = new Command("deno task results")
  .description(
    "Print the README's table: every method on every seed. A run whose numbers stand in figures/ for such a machine is taken " +
      "from there; the others are trained into runs/results (seven minutes a run on two cores; what was stopped goes on).",
  )
  .option(
    "--heads",
    "instead every head for two epochs, with its defaults and with the constants for faces",
  )
  .option("--fashion", "instead softmax, center loss and ArcFace on Fashion-MNIST")
  .option(
    "--strangers",
    "instead digits and characters that were enrolled after training, and digits that nobody in MNIST wrote",
  )
  .option("--again", "retrain everything, including what is in figures/")
  .option(
    "--update",
    "also write the table into its README, and its numbers into figures/ as each run ends",
  )
  .allowExcessArguments(false)
  .action(({ heads, fashion, strangers, ...flags }: Flags) => {
    const chosen = Object.entries({ heads, fashion, strangers }).filter(([, wanted]) => wanted);
    if (chosen.length > 1) {
      throw new UsageError(`--${chosen[1][0]}: not with --${chosen[0][0]}; ask for one of them`);
    }
    return results[chosen[0]?.[0] ?? "methods"]({ ...flags, print });
  });

Deno.exit(await runProgram(program));
