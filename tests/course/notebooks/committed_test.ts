/** The committed notebooks: what is kept in them, and the shape that a lesson has. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { notebookPaths } from "../../../lib/course/notebooks/check_cells.ts";
import { faultsOf } from "../../../lib/course/notebooks/faults.ts";
import {
  codeCells,
  type Notebook,
  readNotebook,
  textOf,
} from "../../../lib/course/notebooks/notebook.ts";

const root = new URL("../../../", import.meta.url).pathname;

const prose = ({ cells }: Notebook) =>
  cells.filter((cell) => cell.cell_type === "markdown").map(({ source }) => textOf(source));

/** All that a notebook's cells have written. */
const written = (notebook: Notebook) =>
  codeCells(notebook).flatMap(({ cell }) => cell.outputs ?? [])
    .flatMap(({ text, data = {} }) => [textOf(text), textOf(data["text/plain"])]).join("\n");

/** Shares with two decimals, as accuracies are written, that prose names and no output shows. */
function unseenShares(notebook: Notebook): string[] {
  const shares = prose(notebook).join("\n").matchAll(/\b\d+\.\d\d(?= ?\\?%)/g);
  return [...shares].map(([share]) => share).filter((share) => !written(notebook).includes(share));
}

Deno.test("unseenShares() finds an accuracy in prose that no output shows", () => {
  const cells: Notebook["cells"] = [
    {
      cell_type: "markdown",
      source: "softmax reached 98.23 %, ArcFace $98.02\\%$, and 0.5 % is no accuracy",
      metadata: {},
    },
    {
      cell_type: "code",
      source: "",
      metadata: {},
      outputs: [{ output_type: "stream", text: "98.23 %" }],
    },
  ];
  assertEquals(unseenShares({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }), ["98.02"]);
});

for (const path of notebookPaths()) {
  const notebook = readNotebook(root + path), code = codeCells(notebook);

  Deno.test(`${path} is kept with the outputs of a full run, in order`, () => {
    assertEquals(faultsOf(notebook), []);
    assert(!/\b600 (training )?images/.test(written(notebook)), "a run with --fast was kept");
    assertLess(Deno.statSync(root + path).size, 3_000_000);
  });

  Deno.test(`${path} names no accuracy that its outputs do not show`, () => {
    assertEquals(unseenShares(notebook), []);
  });

  Deno.test(`${path} has prose for its code, in cells of 15 lines at most`, () => {
    const lines = code.map(({ source }) => source.split("\n").length);
    assertEquals(
      code.filter((_, k) => lines[k] > 15).map(({ number }) =>
        `cell ${number}: ${lines[number - 1]} lines`
      ),
      [],
    );
    assert(prose(notebook).length >= code.length, "fewer prose cells than code cells");
    const words = prose(notebook).join(" ").split(/\s+/).length,
      total = lines.reduce((sum, n) => sum + n, 0);
    assertLess(5 * total, words, `${words} words for ${total} lines`);
  });
}
