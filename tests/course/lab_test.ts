/** `deno task lab` lets nobody in without its token, whatever the user's own configuration says. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { findJupyter } from "../../lib/course/jupyter.ts";
import { labArguments, writeAccess } from "../../lib/course/lab.ts";

const jupyter = await findJupyter();

/** A configuration without token and password, in both files that Jupyter reads. */
async function openHouse(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const lines = [
    "c.IdentityProvider.token = ''",
    "c.PasswordIdentityProvider.hashed_password = ''",
  ];
  for (const name of ["jupyter_config.py", "jupyter_server_config.py"]) {
    await Deno.writeTextFile(join(folder, name), lines.join("\n"));
  }
  return folder;
}

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  return response.status;
}

Deno.test({
  name: "JupyterLab wants the token where the user's configuration has none",
  ignore: jupyter === undefined,
  async fn() {
    const { python, env, settings } = jupyter!, home = await openHouse();
    const { config, token } = await writeAccess(home);
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    const child = new Deno.Command(python, {
      args: labArguments({ browser: false, port, settings, config }),
      env: { ...env, JUPYTER_CONFIG_DIR: home },
      stdout: "null",
      stderr: "null",
    }).spawn();
    const url = `http://127.0.0.1:${port}/api/contents`;
    try {
      let status = 0;
      for (let tries = 0; tries < 300 && status === 0; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        status = await statusOf(url).catch(() => 0);
      }
      assertEquals(status, 403);
      assertEquals(await statusOf(url, { Authorization: "token wrong" }), 403);
      assertEquals(await statusOf(url, { Authorization: `token ${token}` }), 200);
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
  },
});

Deno.test("each start has a token of its own, in a file that its user alone reads", async () => {
  const folder = await Deno.makeTempDir();
  const [one, two] = [await writeAccess(folder), await writeAccess(folder)];
  assertNotEquals(one.token, two.token);
  assert(one.token.length === 48 && one.config === two.config);
  if (Deno.build.os !== "windows") assertEquals(Deno.statSync(two.config).mode! & 0o777, 0o600);
});
