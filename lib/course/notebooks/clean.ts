import type { Notebook } from "./notebook.ts";

/** Kernel metadata, the same for all notebooks regardless of who ran them. */
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
 * The notebook without times, kernel versions and display ids: the same content gives the same
 * file.
 */
export function cleaned(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    const { execution: _, ...metadata } = cell.metadata;
    return { ...cell, metadata };
  });
  return { ...notebook, cells, metadata: METADATA };
}
