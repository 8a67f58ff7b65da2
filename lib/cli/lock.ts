/** `deno task lock`: pins what pip installs for notebooks and bench, by version and hash. */
import { renewLocks } from "../course/pip/renew.ts";
import { Command, runProgram } from "./_commander.ts";

const program = new Command("deno task lock")
  .description(
    "Write lib/course/pip/*.txt anew: the newest versions of what JupyterLab and PyTorch need, with their hashes.",
  )
  .action(() => renewLocks({ report: (line) => console.log(line) }));

Deno.exit(await runProgram(program));
