/**
 * The notebooks in a real JupyterLab in headless Chromium, run fresh from top to bottom on few
 * images.
 */
import { assertEquals } from "@std/assert";
import { basename, join } from "node:path";
import { findJupyter } from "../../../lib/course/jupyter.ts";
import { notebookPaths } from "../../../lib/course/notebooks/check_cells.ts";
import { faultsOf } from "../../../lib/course/notebooks/faults.ts";
import { codeCells, readNotebook } from "../../../lib/course/notebooks/notebook.ts";
import { findChromium, withPage } from "../../_chromium.ts";
import { emptyInPage, openNotebook, runAll, startLab } from "./_lab.ts";

const root = new URL("../../../", import.meta.url).pathname;
const chromium = findChromium();
const jupyter = await findJupyter();
if (!chromium) {
  console.log(
    "notebooks are not tested in a browser: install Chromium (Debian: `apt install chromium`)",
  );
}
if (!jupyter) {
  console.log(
    "notebooks are not tested in a browser: `deno task notebooks --fast` installs JupyterLab",
  );
}

for (const path of notebookPaths()) {
  Deno.test({
    name: `${path} in JupyterLab: every cell shows something, in the page and in the saved file`,
    ignore: !chromium || !jupyter,
    sanitizeOps: false, // the browser's connection is playwright's business
    sanitizeResources: false,
    fn: async () => {
      const folder = join(root, "runs", "browser");
      Deno.mkdirSync(folder, { recursive: true });
      const copy = join(folder, basename(path));
      Deno.copyFileSync(join(root, path), copy); // the committed file stays as it is
      const lab = await startLab(jupyter!, root);
      try {
        await withPage(chromium!, async (page) => {
          await openNotebook(page, `${lab.url}/lab/tree/runs/browser/${basename(path)}?reset`);
          const inModel = await runAll(page);
          await page.screenshot({ path: copy.replace(/ipynb$/, "png") });
          assertEquals(faultsOf(inModel), []);
          const silent = codeCells(inModel).filter(({ cell }) =>
            cell.metadata.tags?.includes("silent")
          );
          const expected = silent.map(({ number }) => number);
          assertEquals(
            (await emptyInPage(page)).filter((number) => !expected.includes(number)),
            [],
          );
        });
      } finally {
        await lab.stop();
      }
      assertEquals(faultsOf(readNotebook(copy)), []);
    },
  });
}
