/** A JupyterLab of the tests' own, for a headless Chromium that looks at it. */
import { join } from "node:path";
import type { Page } from "npm:playwright-core@1.64.1";
import type { Jupyter } from "../../../lib/course/jupyter.ts";
import type { Notebook } from "../../../lib/course/notebooks/notebook.ts";

/** A running server; its address ends without a slash. */
export interface Lab {
  url: string;
  stop(): Promise<void>;
}

/**
 * Start JupyterLab on a folder, on a port that is free, without token: it lives for a test and
 * listens on this machine alone.
 */
export async function startLab(jupyter: Jupyter, root: string): Promise<Lab> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const settings = Deno.makeTempDirSync();
  const tracker = join(settings, "@jupyterlab", "notebook-extension");
  Deno.mkdirSync(tracker, { recursive: true });
  // Every cell is in the page, not only those in view.
  Deno.writeTextFileSync(join(tracker, "tracker.jupyterlab-settings"), '{"windowingMode": "none"}');
  const child = new Deno.Command(jupyter.python, {
    args: labArguments(port, root),
    env: {
      ...jupyter.env,
      MARGIN_FAST: "1",
      JUPYTERLAB_SETTINGS_DIR: settings,
      JUPYTER_CONFIG_DIR: settings,
    },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  await answered(`${url}/api/status`);
  const stop = async () => {
    child.kill("SIGTERM");
    await child.status;
    Deno.removeSync(settings, { recursive: true });
  };
  return { url, stop };
}

function labArguments(port: number, root: string): string[] {
  return [
    "-m",
    "jupyterlab",
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token=",
    "--ServerApp.password=",
    `--ServerApp.root_dir=${root}`,
  ];
}

async function answered(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`JupyterLab did not answer at ${url}`);
}

/** The part of JupyterLab's application object that the tests use. */
interface App {
  shell: {
    currentWidget: {
      content: { model: { toJSON(): Notebook } };
      sessionContext: { session?: { kernel?: { status: string } } };
    };
  };
  commands: { execute(id: string): Promise<unknown> };
}
declare const jupyterapp: App;

/**
 * Open a notebook and wait for its kernel. The page declares `jupyterapp` some time after it has
 * loaded: until then the bare name throws, and what throws ends Playwright's wait.
 */
export async function openNotebook(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(
    () =>
      typeof jupyterapp !== "undefined" &&
      jupyterapp.shell?.currentWidget?.sessionContext?.session?.kernel?.status === "idle",
  );
}

/** Run all cells of the open notebook, save it, and return it as the page holds it. */
export async function runAll(page: Page): Promise<Notebook> {
  page.setDefaultTimeout(900_000);
  await page.evaluate(async () => {
    await jupyterapp.commands.execute("notebook:run-all-cells");
    await jupyterapp.commands.execute("docmanager:save");
  });
  return await page.evaluate(() => jupyterapp.shell.currentWidget.content.model.toJSON());
}

/** Numbers (1, 2, …) of the code cells below which the page shows nothing. */
export async function emptyInPage(page: Page): Promise<number[]> {
  return await page.$$eval(".jp-Notebook .jp-CodeCell", (cells) =>
    cells.flatMap((cell, index) => {
      const output = cell.querySelector(
        ".jp-OutputArea-output, .jp-OutputPlaceholder, .jp-Placeholder",
      );
      const seen = output !== null &&
        (output.textContent?.trim() !== "" || output.querySelector("img, svg") !== null);
      return seen ? [] : [index + 1];
    }));
}
