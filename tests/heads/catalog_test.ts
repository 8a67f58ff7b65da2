/** The catalog is checked against the heads, and the README against the catalog. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createHead, headCatalog, headNames, headTable } from "../../lib/heads/mod.ts";

const sizes = { classes: 10, embeddingSize: 2 };

Deno.test("the table's defaults are the constructors'", () => {
  for (const name of headNames) {
    const { classes: _, embeddingSize: _2, seed: _3, ...own } = createHead(name, sizes).options;
    assertEquals(own, headCatalog[name].defaults, name);
  }
});

Deno.test("every head can be made with its paper's defaults, in many dimensions", () => {
  for (const name of headNames) {
    const head = createHead(name, {
      classes: 100,
      embeddingSize: 64,
      ...headCatalog[name].paperDefaults,
      prototypes: "random",
    });
    assertEquals(head.prototypes.shape.at(-1), 64);
  }
});

Deno.test("the README of heads/ shows the table", () => {
  const squeezed = (text: string) => text.replaceAll(/[ -]+/g, " ").replaceAll(/ ?\| ?/g, "|");
  const readme = Deno.readTextFileSync(new URL("../../lib/heads/README.md", import.meta.url));
  assertStringIncludes(squeezed(readme), squeezed(headTable()));
});
