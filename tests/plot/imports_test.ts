/** Packages are named in one file of lib/plot. */
import { assert, assertEquals } from "@std/assert";

const FOLDER = new URL("../../lib/plot/", import.meta.url);

Deno.test("one file of lib/plot names packages, each in one version", () => {
  const textOf = (name: string) => Deno.readTextFileSync(new URL(name, FOLDER));
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) =>
    name.endsWith(".ts")
  );
  assertEquals(files.filter((name) => /"npm:/.test(textOf(name))), ["_packages.ts"]);
  const named = new Set(textOf("_packages.ts").match(/npm:@?[^"@]+@[\d.]+/g));
  assertEquals(
    new Set([...named].map((specifier) => specifier.replace(/@[\d.]+$/, ""))).size,
    named.size,
  );
  assert(named.size >= 6);
});
