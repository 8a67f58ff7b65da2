import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import type { Cell, Notebook } from "../../../lib/course/notebooks/notebook.ts";
import { deckOf, slideType } from "../../../lib/course/slides/deck.ts";
import { proseHtml } from "../../../lib/course/slides/markdown.ts";
import { readingPage, slidesPage } from "../../../lib/course/slides/pages.ts";

const prose = (source: string, metadata: Cell["metadata"] = {}): Cell => ({
  cell_type: "markdown",
  source,
  metadata,
});
const code = (source: string, rest: Partial<Cell> = {}): Cell => ({
  cell_type: "code",
  source,
  metadata: {},
  ...rest,
});
const notebook: Notebook = {
  cells: [
    prose("# Loss & margin\n\nAngle $\\theta_y$, and $$\\lVert x \\rVert$$"),
    code("const a: number = 1;", {
      outputs: [
        {
          output_type: "display_data",
          data: { "image/png": "iVBO\nRw0K" },
          metadata: { "image/png": { width: 640 } },
        },
        { output_type: "execute_result", data: { "text/plain": "1 < 2" } },
      ],
    }),
    prose("### Aside"),
    prose("## Exercise"),
    code("a;", {
      metadata: { tags: ["solution"] },
      outputs: [{ output_type: "stream", text: "out" }],
    }),
    prose("for the teacher", { slideshow: { slide_type: "notes" } }),
    prose("not shown", { slideshow: { slide_type: "skip" } }),
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

/** Addresses that a browser would fetch. */
const fetched = (
  html: string,
) => [...html.matchAll(/(?:src|href)="(?!data:|#)[^"]*"|url\((?!["']?data:)[^)]*\)/g)];

Deno.test("readingPage() holds prose, set formulas, code, pictures at their size, and folded solutions", () => {
  const html = readingPage(notebook);
  assertStringIncludes(html, "<title>Loss &amp; margin</title>");
  assertEquals(html.match(/class="katex"/g)?.length, 2);
  assertStringIncludes(html, '<img alt="figure" width="640" src="data:image/png;base64,iVBORw0K">');
  assertStringIncludes(html, "1 &lt; 2");
  assertStringIncludes(html, "<details><summary>Solution</summary>");
  assertStringIncludes(html, 'class="hljs-keyword">const</span>');
});

Deno.test("pages and slides need no network", () => {
  for (const html of [readingPage(notebook), slidesPage(notebook)]) {
    assertEquals(fetched(html.replaceAll(/<script>[\s\S]*?<\/script>/g, "")).map(String), []);
    assert(html.includes("data:font/woff2;base64,"));
  }
});

Deno.test("slideType() takes Jupyter's word, else headings start slides", () => {
  assertEquals(slideType(prose("## x", { slideshow: { slide_type: "fragment" } })), "fragment");
  assertEquals(
    [prose("# x"), prose("## x"), prose("### x"), prose("#### x"), prose("x"), code("# x")].map(
      slideType,
    ),
    [
      "slide",
      "slide",
      "subslide",
      "-",
      "-",
      "-",
    ],
  );
});

Deno.test("deckOf() gives columns of subslides, without what is skipped", () => {
  assertEquals(deckOf(notebook).map((column) => column.map((cells) => cells.length)), [[2, 1], [
    3,
  ]]);
});

Deno.test("slidesPage() keeps the teacher's notes apart", () => {
  const html = slidesPage(notebook);
  assertStringIncludes(html, '<aside class="notes"><p>for the teacher</p>');
  assert(!html.includes("not shown"));
});

Deno.test("a formula that is none stops the page", () => {
  assertThrows(() => proseHtml("$\\nosuchcommand{1}$"), InputError, "\\nosuchcommand{1}");
  assertThrows(() => proseHtml("$$\\frac{1$$"), InputError, "\\frac{1");
});
