/**
 * The real kernel under a real client; runs where `deno task lab` or `deno task notebooks` has
 * installed Jupyter.
 */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { findJupyter } from "../../lib/course/jupyter.ts";
import { execute } from "../../lib/course/notebooks/execute.ts";
import type { Cell, Notebook } from "../../lib/course/notebooks/notebook.ts";
import { faultsOf } from "../../lib/course/notebooks/faults.ts";

const jupyter = await findJupyter();
if (!jupyter) {
  console.log("the kernel is not tested: `deno task notebooks --fast` installs Jupyter");
}

const code = (source: string): Cell => ({
  cell_type: "code",
  source,
  metadata: {},
  outputs: [],
  execution_count: null,
});

/** Run cells inside the repository, where the kernel finds its deno.json. */
async function run(cells: string[]): Promise<Notebook> {
  const folder = new URL("../../runs/", import.meta.url).pathname;
  Deno.mkdirSync(folder, { recursive: true });
  const place = Deno.makeTempDirSync({ dir: folder, prefix: "kernel-test-" });
  try {
    const metadata = {
      kernelspec: { name: "deno", display_name: "Deno" },
      language_info: { name: "typescript" },
    };
    const path = join(place, "cells.ipynb");
    const notebook = { cells: cells.map(code), metadata, nbformat: 4, nbformat_minor: 4 };
    Deno.writeTextFileSync(path, JSON.stringify(notebook));
    return await execute({
      jupyter: jupyter!,
      path,
      target: join(place, "executed.ipynb"),
      fast: true,
    });
  } finally {
    Deno.removeSync(place, { recursive: true });
  }
}

Deno.test({
  name: "the kernel loses no output of a hundred tiny cells, three times",
  ignore: !jupyter,
  fn: async () => {
    const cells = [
      'import { kernel } from "../../lib/notebook/mod.ts";\ntypeof kernel',
      ...Array(99).keys().map(String),
    ];
    for (let time = 0; time < 3; time++) assertEquals(faultsOf(await run(cells)), []);
  },
});

Deno.test({
  name:
    "a rejection that nobody awaits, an error and an unknown name do not go unnoticed in a notebook",
  ignore: !jupyter,
  fn: async () => {
    const cells = [
      'import "../../lib/notebook/mod.ts"; 1',
      'Promise.reject(new Error("lost")); 2',
      "nothingOfThatName",
    ];
    const faults = faultsOf(await run(cells));
    assertEquals(faults.map((fault) => fault.split(" at ")[0]), [
      "cell 2: Uncaught (in promise) Error: lost",
      "cell 3: ReferenceError: nothingOfThatName is not defined",
    ]);
  },
});
