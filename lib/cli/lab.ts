/** `deno task lab`: JupyterLab with the Deno kernel, opened on notebooks/. */
import { installNativeEngine } from "../engine/install/mod.ts";
import { InputError, messageOf } from "../errors.ts";
import { Command, InvalidArgumentError, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { ensureJupyter } from "./jupyter.ts";

interface Flags {
  browser: boolean;
  port: number;
}

const report = (line: string) => console.error(line);

const program = new Command("deno task lab")
  .description(
    "Open JupyterLab with the Deno kernel on the notebooks; installs both, and the native engine, the first time.",
  )
  .option("--no-browser", "only print the address")
  .option("--port <n>", "where to listen on this machine", portFrom, 8888)
  .allowExcessArguments(false)
  .action(async (flags: Flags) => {
    refuseTakenPort(flags.port);
    await prepareEngine();
    const { python, env, settings } = await ensureJupyter({ report });
    const child = new Deno.Command(python, { args: labArguments({ ...flags, settings }), env, cwd: root }).spawn();
    // Ctrl-C reaches both; Jupyter asks before it ends, and this program waits for its answer.
    Deno.addSignalListener("SIGINT", () => {});
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => child.kill("SIGTERM"));
    const { success } = await child.status;
    if (!success) throw new InputError("JupyterLab ended with an error; its own lines above say why");
  });

/** On this machine alone, with Jupyter's token left on. */
function labArguments({ browser, port, settings }: Flags & { settings: string }): string[] {
  return [
    "-m",
    "jupyterlab",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${root}`,
    "--LabApp.default_url=/lab/tree/notebooks",
    `--LabApp.app_settings_dir=${settings}`,
    ...(browser ? [] : ["--no-browser"]),
    ...(Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--allow-root"] : []),
  ];
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new InvalidArgumentError("It must be 1 to 65535.");
  return port;
}

function refuseTakenPort(port: number): void {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (error) {
    throw new InputError(`port ${port} cannot be used (${messageOf(error)}): give another with --port`);
  }
}

async function prepareEngine(): Promise<void> {
  try {
    await installNativeEngine({ report });
  } catch (error) {
    report(`${messageOf(error)} (the notebooks run without it, more slowly)`);
  }
}

Deno.exit(await runProgram(program));
