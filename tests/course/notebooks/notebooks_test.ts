import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { cellModule, inNotebook } from "../../../lib/course/notebooks/cell_module.ts";
import { cleaned } from "../../../lib/course/notebooks/clean.ts";
import { faultsOf } from "../../../lib/course/notebooks/faults.ts";
import {
  type Cell,
  type Notebook,
  type Output,
  readNotebook,
} from "../../../lib/course/notebooks/notebook.ts";

const code = (source: string, rest: Partial<Cell> = {}): Cell => ({
  cell_type: "code",
  source,
  metadata: {},
  outputs: [],
  ...rest,
});
const prose = (source: string): Cell => ({ cell_type: "markdown", source, metadata: {} });
const notebook = (...cells: Cell[]): Notebook => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});
const shown = (text: string): Output => ({
  output_type: "execute_result",
  data: { "text/plain": text },
});

Deno.test("cellModule() joins code cells, and messages name the cell and its line", () => {
  const module = cellModule(notebook(code("const a = 1;\na;"), prose("# text"), code("b;")));
  assertEquals(module.text, "const a = 1;\na;\nb;\nexport {};\n");
  const place = { modulePath: "/tmp/x(1).ts", notebookPath: "notebooks/x.ipynb", module };
  assertEquals(
    inNotebook("at file:///tmp/x(1).ts:3:1", place),
    "at notebooks/x.ipynb, cell 2, line 1, column 1",
  );
  assertEquals(
    inNotebook("/tmp/x(1).ts:2:5 and", place),
    "notebooks/x.ipynb, cell 1, line 2, column 5 and",
  );
});

Deno.test("faultsOf() finds nothing in a notebook that ran in order and shows something in every cell", () => {
  const cells = [
    code("1", { execution_count: 1, outputs: [shown("1")] }),
    code("let x", { execution_count: 2, metadata: { tags: ["silent"] } }),
    code("", {}),
    code("f", {
      execution_count: 3,
      outputs: [{ output_type: "display_data", data: { "image/png": "iVBO" } }],
    }),
  ];
  // An empty cell is not counted by the kernel either.
  assertEquals(faultsOf(notebook(...cells.filter(({ source }) => source !== ""))), []);
});

for (
  const [what, cell, words] of [
    [
      "an error",
      { outputs: [{ output_type: "error", ename: "TypeError", evalue: "no" }] },
      "TypeError: no",
    ],
    [
      "a floating rejection",
      { outputs: [{ output_type: "stream", text: "Uncaught (in promise) Error: x\n at y" }] },
      "Uncaught (in promise) Error: x",
    ],
    ["nothing shown", { outputs: [] }, "shows nothing"],
    ["an empty text", { outputs: [shown(" ")] }, "shows nothing"],
    ["a number out of order", { execution_count: 7, outputs: [shown("1")] }, "ran as number 7"],
    [
      "a cell that did not run",
      { execution_count: null, outputs: [shown("1")] },
      "ran as number none",
    ],
    ["a folder of the machine", { outputs: [shown("/home/ada/x")] }, "/home/ada"],
    ["colours", { outputs: [shown("\u001b[33m1")] }, "escape code"],
  ] as [string, Partial<Cell>, string][]
) {
  Deno.test(`faultsOf() reports ${what}, with the cell's number`, () => {
    const faults = faultsOf(notebook(prose("x"), code("x", { execution_count: 1, ...cell })), [
      "/home/ada",
    ]);
    assertEquals(faults.length, 1, faults.join("\n"));
    assertStringIncludes(faults[0], "cell 1: ");
    assertStringIncludes(faults[0], words);
  });
}

Deno.test("cleaned() keeps no times and nothing of the kernel's version", () => {
  const before = notebook(
    code("1", { metadata: { execution: { "iopub.status.busy": "2026" }, tags: ["silent"] } }),
  );
  before.metadata = { language_info: { name: "typescript", version: "6.0.3" } };
  const after = cleaned(before);
  assertEquals(after.cells[0].metadata, { tags: ["silent"] });
  assertEquals(JSON.stringify(after).includes("6.0.3"), false);
  assertEquals(cleaned(after), after);
});

Deno.test("readNotebook() names the file that is none", () => {
  const path = Deno.makeTempFileSync({ suffix: ".ipynb" });
  Deno.writeTextFileSync(path, '{"cells": 1}');
  assertThrows(() => readNotebook(path), Error, path);
  assertThrows(() => readNotebook("nowhere.ipynb"), Error, "nowhere.ipynb");
});
