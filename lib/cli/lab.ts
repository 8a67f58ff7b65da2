/** `deno task lab`: JupyterLab with the Deno kernel, opened on notebooks/. */
import { type LabOptions, runLab } from "../course/lab.ts";
import { Command, InvalidArgumentError, runProgram } from "./_commander.ts";

const program = new Command("deno task lab")
  .description(
    "Open JupyterLab with the Deno kernel on the notebooks; installs both, and the native engine, the first time.",
  )
  .option("--no-browser", "only print the address")
  .option("--port <n>", "where to listen on this machine", portFrom, 8888)
  .allowExcessArguments(false)
  .action((options: LabOptions) => runLab(options, { report: (line) => console.error(line) }));

function portFrom(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError("It must be 1 to 65535.");
  }
  return port;
}

Deno.exit(await runProgram(program));
