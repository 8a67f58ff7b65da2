import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { type Context, withTicks } from "../../../lib/engine/install/_context.ts";
import { planFor } from "../../../lib/engine/install/platforms.ts";
import { fakeTools, withCache, write } from "./_fakes.ts";

Deno.test("withTicks() tells time and size while work goes on, and nothing after it", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const parts = planFor(tools.machine).native!;
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    const context: Context = { tools, parts, temporary: cache, engine: cache, report };
    await write(`${cache}/wheel`, "x".repeat(3000));
    const start = performance.now();
    const work = new Promise<string>((resolve) => setTimeout(() => resolve("done"), 60));
    assertEquals(await withTicks(context, "pip", work, 10), "done");
    assert(lines.length > 0);
    assertMatch(lines[0], /^pip: \d+\.\d s, 3 kB on disk so far$/);
    assertLess(Number(lines[0].match(/\d+\.\d/)![0]), (performance.now() - start) / 1000 + 0.1); // rounded to tenths
    const count = lines.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    assertEquals(lines.length, count);
  }));
