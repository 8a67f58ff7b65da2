/** What README says is checked against the code. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import results from "../figures/results.json" with { type: "json" };
import type { Results } from "../lib/course/results/result.ts";
import { resultsTable } from "../lib/course/results/table.ts";
import { platformTable } from "../lib/engine/install/mod.ts";

const ROOT = new URL("../", import.meta.url);
const readme = Deno.readTextFileSync(new URL("README.md", ROOT));

/** A Markdown table's cells, without what a formatter may change. */
const squeezed = (text: string) => text.replaceAll(/[ -]+/g, " ").replaceAll(/ ?\| ?/g, "|");

Deno.test("README shows the table of platforms as the installer decides it", () => {
  assertStringIncludes(squeezed(readme), squeezed(platformTable()));
});

Deno.test("README's table of results is that of figures/results.json", () => {
  assertStringIncludes(squeezed(readme), squeezed(resultsTable(results as Results)));
});

Deno.test("README's task table lists every task, and no other", () => {
  const listed = [...readme.matchAll(/^\| `deno task (\w+)`/gm)].map(([, name]) => name);
  assertEquals(listed.toSorted(), Object.keys(config.tasks).toSorted());
});

Deno.test("README's links and pictures lead to files that are there", () => {
  const targets = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, target]) => target);
  assert(targets.length >= 3);
  for (const target of targets) assert(Deno.statSync(new URL(target, ROOT)).isFile, target);
});

Deno.test("README names every package that lib imports, with its version", () => {
  const lock = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", ROOT)));
  for (const specifier of Object.keys(lock.specifiers)) {
    const [, name, version] = specifier.match(/^(?:npm|jsr):(@?[^@]+)@(.+)$/)!;
    if (name === "@std/internal") continue;
    assertStringIncludes(readme, `\`${name}\``);
    assertStringIncludes(readme, version);
  }
});
