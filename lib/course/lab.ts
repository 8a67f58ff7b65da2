/** JupyterLab on the notebooks. */
import { InputError, messageOf } from "../errors.ts";
import { ensureJupyter } from "./jupyter.ts";
import { root } from "./root.ts";

/** How JupyterLab starts. */
export interface LabOptions {
  /** Whether it opens a browser; else it only prints the address. */
  browser: boolean;
  /** The port on this machine. */
  port: number;
}

/**
 * Install what is missing, then run JupyterLab until it exits.
 *
 * @throws {InputError} The port is taken, JupyterLab cannot be installed, or it exited with an
 * error.
 */
export async function runLab(
  options: LabOptions,
  { report }: { report: (line: string) => void },
): Promise<void> {
  refuseTakenPort(options.port);
  const without = "the notebooks run without it, more slowly";
  const { python, env, settings } = await ensureJupyter({ report, without });
  const child = new Deno.Command(python, {
    args: labArguments({ ...options, settings }),
    env,
    cwd: root,
  }).spawn();
  // Ctrl-C reaches both; Jupyter asks before it exits, and this program waits for it.
  Deno.addSignalListener("SIGINT", () => {});
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => child.kill("SIGTERM"));
  const { success } = await child.status;
  if (!success) throw new InputError("JupyterLab ended with an error; its own lines above say why");
}

/** Local only, with Jupyter's token left on. */
function labArguments({ browser, port, settings }: LabOptions & { settings: string }): string[] {
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

function refuseTakenPort(port: number): void {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (error) {
    throw new InputError(
      `port ${port} cannot be used (${messageOf(error)}): give another with --port`,
    );
  }
}
