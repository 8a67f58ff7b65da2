import { assert, assertEquals, assertRejects } from "@std/assert";
import { withLock } from "../../../lib/engine/install/_lock.ts";
import { installWith } from "../../../lib/engine/install/install.ts";
import { ENGINE, fakeTools, namesIn, withCache } from "./_fakes.ts";

/** A promise and what resolves it. */
function signal(): { given: Promise<void>; give: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}

Deno.test("installWith() twice at once downloads once, and the second says that it waits", () =>
  withCache(async (cache) => {
    const [one, two] = [fakeTools(cache), fakeTools(cache)];
    const [started, waiting] = [signal(), signal()];
    const lines: string[] = [];
    one.prove = () => waiting.given.then(() => "cpu"); // Holds the lock until the second waits.
    const first = installWith(one, { report: started.give });
    await started.given;
    const second = installWith(two, {
      report: (line) => {
        lines.push(line);
        waiting.give();
      },
    });
    assertEquals(await first, await second);
    assertEquals(two.commands, []);
    assertEquals(lines.length, 2);
    assert(lines[0].includes("waiting"), lines[0]);
  }));

Deno.test("withLock() starts anew when the cache was removed while it waited", () =>
  withCache(async (cache) => {
    const [held, release] = [signal(), signal()];
    const holder = withLock(cache, () => {}, async () => {
      held.give();
      await release.given;
      await Deno.remove(cache, { recursive: true });
    });
    await held.given;
    await installWith(fakeTools(cache), { report: release.give }); // It says first that it waits.
    await holder;
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", ENGINE]);
  }));

Deno.test("withLock() does not wait for a process that was killed", () =>
  withCache(async (cache) => {
    const url = new URL("../../../lib/engine/install/_lock.ts", import.meta.url).href;
    const code = `import { withLock } from "${url}";
      await withLock(Deno.args[0], () => {}, async () => { console.log("locked"); await new Promise((r) => setTimeout(r, 60_000)); });`;
    const script = `${cache}.ts`;
    await Deno.writeTextFile(script, code);
    const args = ["run", "-A", "--no-config", "--no-lock", script, cache];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" })
      .spawn();
    const reader = child.stdout.getReader();
    assertEquals(new TextDecoder().decode((await reader.read()).value), "locked\n");
    const lines: string[] = [];
    const waiting = signal();
    const report = (line: string) => {
      lines.push(line);
      waiting.give();
    };
    const work = withLock(cache, report, () => Promise.resolve("done"));
    await waiting.given;
    child.kill("SIGKILL");
    assertEquals([await work, lines.length], ["done", 1]);
    await reader.cancel();
    await child.status;
  }));

Deno.test("withLock() frees the lock when the work fails", () =>
  withCache(async (cache) => {
    await assertRejects(
      () => withLock(cache, () => {}, () => Promise.reject(new Error("no luck"))),
      Error,
      "no luck",
    );
    const lines: string[] = [];
    await withLock(cache, (line) => lines.push(line), () => Promise.resolve());
    assertEquals(lines, []);
  }));
