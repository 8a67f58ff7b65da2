import type { Notebook } from "./notebook.ts";

/** What every notebook says about its kernel, whoever ran it. */
const METADATA = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: {
    codemirror_mode: "typescript",
    file_extension: ".ts",
    mimetype: "text/x.typescript",
    name: "typescript",
    nbconvert_exporter: "script",
    pygments_lexer: "typescript",
  },
};

/**
 * The notebook without times, versions of the kernel, and names of displays: the same content gives
 * the same file.
 */
export function cleaned(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    const { execution: _, ...metadata } = cell.metadata;
    return { ...cell, metadata };
  });
  return { ...notebook, cells, metadata: METADATA };
}
