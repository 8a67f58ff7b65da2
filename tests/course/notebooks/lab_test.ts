/** That the tests' own wait for JupyterLab stands a page that starts slowly. */
import { findChromium, withPage } from "../../_chromium.ts";
import { openNotebook } from "./_lab.ts";

const chromium = findChromium();

/**
 * A page whose application object comes late and whole only after more time, as JupyterLab's does
 * on a busy machine.
 */
const SLOW = `<!doctype html><title>slow</title><script>
  const kernel = { status: "starting" };
  setTimeout(() => window.jupyterapp = {}, 300);
  setTimeout(() => jupyterapp.shell = { currentWidget: null }, 600);
  setTimeout(() => jupyterapp.shell.currentWidget = { sessionContext: { session: { kernel } } }, 900);
  setTimeout(() => kernel.status = "idle", 1200);
</script>`;

Deno.test({
  name: "openNotebook waits for a page that declares its application late",
  ignore: !chromium,
  sanitizeOps: false, // the browser's connection is playwright's business
  sanitizeResources: false,
  fn: async () => {
    const answer = () => new Response(SLOW, { headers: { "content-type": "text/html" } });
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
    try {
      await withPage(
        chromium!,
        (page) => openNotebook(page, `http://127.0.0.1:${server.addr.port}/`),
      );
    } finally {
      await server.shutdown();
    }
  },
});
