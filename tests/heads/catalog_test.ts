/** The catalog is checked against the heads, and the README against the catalog. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { createHead, headCatalog, headNames, headTable } from "../../lib/heads/mod.ts";
import { headEntry } from "../../lib/heads/catalog.ts";

const sizes = { classes: 10, embeddingSize: 2 };

Deno.test("the table's defaults are the constructors'", () => {
  for (const name of headNames) {
    const { classes: _, embeddingSize: _2, seed: _3, ...own } = createHead(name, sizes).options;
    assertEquals(own, headCatalog[name].defaults, name);
  }
});

Deno.test("the defaults in the documentation of a head's options are the catalog's", () => {
  for (const name of headNames) {
    const { constructor } = createHead(name, sizes);
    const file = constructor.name.replaceAll(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
    const source = Deno.readTextFileSync(new URL(`../../lib/heads/${file}.ts`, import.meta.url));
    const documented = source.matchAll(/@default \{(.*)\}\n\s+\*\/\n\s+(\w+)\?:/g);
    const { defaults } = headEntry(name), other = headEntry(name, { kind: "cos" }).defaults;
    for (const [, text, option] of documented) {
      const [value, otherValue] = [defaults[option], other[option]];
      const expected = JSON.stringify(value) === JSON.stringify(otherValue) || option === "kind"
        ? inSource(value)
        : `${inSource(value)} for "arc", ${inSource(otherValue)} for "cos"`;
      assertEquals(text, expected, `${name}: ${option}`);
    }
  }
});

/** `{ initial: 1000, min: 0 }`, as code has it. */
const inSource = (value: unknown) =>
  JSON.stringify(value).replaceAll(/"(\w+)":/g, "$1: ").replaceAll(",", ", ")
    .replace(/^\{(.*)\}$/, "{ $1 }");

Deno.test("a head refuses an option that it does not have", () => {
  const given = { ...sizes, margn: 0.3 };
  assertThrows(
    () => createHead("arcface", given),
    RangeError,
    "ArcFaceHead: unknown option margn; options are classes, embeddingSize, seed, scale, margin",
  );
});

Deno.test("every head can be made with its paper's defaults, in many dimensions", () => {
  for (const name of headNames) {
    const { defaults, paperDefaults } = headEntry(name);
    const head = createHead(name, {
      classes: 100,
      embeddingSize: 64,
      ...paperDefaults,
      ...("prototypes" in defaults ? { prototypes: "random" } : {}),
    });
    assertEquals(head.prototypes.shape.at(-1), 64);
  }
});

Deno.test("the README of heads/ shows the table", () => {
  const squeezed = (text: string) => text.replaceAll(/[ -]+/g, " ").replaceAll(/ ?\| ?/g, "|");
  const readme = Deno.readTextFileSync(new URL("../../lib/heads/README.md", import.meta.url));
  assertStringIncludes(squeezed(readme), squeezed(headTable()));
});
