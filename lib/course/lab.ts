/** JupyterLab on the notebooks. */
import { join } from "node:path";
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
  const { config, token } = await writeAccess(settings);
  // Jupyter prints the address too, and hides a token that it was given.
  report(`address: http://127.0.0.1:${options.port}/lab/tree/notebooks?token=${token}`);
  const child = new Deno.Command(python, {
    args: labArguments({ ...options, settings, config }),
    env,
    cwd: root,
  }).spawn();
  // Ctrl-C reaches both; Jupyter asks before it exits, and this program waits for it.
  Deno.addSignalListener("SIGINT", () => {});
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => child.kill("SIGTERM"));
  const { success } = await child.status;
  if (!success) throw new InputError("JupyterLab ended with an error; its own lines above say why");
}

/**
 * Who may use the server: whoever has a token that is drawn anew. It overrules a user's own Jupyter
 * configuration, which may have none, and stands in a file, as other users see a command's
 * arguments.
 *
 * @returns The path of a Jupyter configuration that only this user reads, and the token.
 */
export async function writeAccess(folder: string): Promise<{ config: string; token: string }> {
  const path = join(folder, "access.json");
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const token = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const access = {
    IdentityProvider: { token },
    PasswordIdentityProvider: { token, hashed_password: "", password_required: false },
    ServerApp: {
      identity_provider_class: "jupyter_server.auth.PasswordIdentityProvider",
      allow_remote_access: false,
      disable_check_xsrf: false,
    },
  };
  await Deno.remove(path).catch(() => {});
  await Deno.writeTextFile(path, JSON.stringify(access), { createNew: true, mode: 0o600 });
  return { config: path, token };
}

/** Local only. */
export function labArguments(
  { browser, port, settings, config }: LabOptions & { settings: string; config: string },
): string[] {
  return [
    "-m",
    "jupyterlab",
    `--config=${config}`,
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
