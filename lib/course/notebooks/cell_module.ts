/** All code cells of a notebook as one module, for the type checker and the linter. */
import { codeCells, type Notebook } from "./notebook.ts";

/** The module, and where each of its lines comes from. */
export interface CellModule {
  text: string;
  /** For line i + 1 of the text: the cell and the line in it. */
  origins: { cell: number; line: number }[];
}

/** Join the cells; they share declarations, as in the kernel. */
export function cellModule(notebook: Notebook): CellModule {
  const lines: string[] = [];
  const origins: CellModule["origins"] = [];
  for (const { number, source } of codeCells(notebook)) {
    for (const [index, text] of source.split("\n").entries()) {
      lines.push(text);
      origins.push({ cell: number, line: index + 1 });
    }
  }
  lines.push("export {};"); // a module, though nothing is imported
  return { text: lines.join("\n") + "\n", origins };
}

/** A checker's message with line numbers of the module replaced by positions in the notebook. */
export function inNotebook(
  message: string,
  { modulePath, notebookPath, module }: {
    modulePath: string;
    notebookPath: string;
    module: CellModule;
  },
): string {
  const escaped = modulePath.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return message.replaceAll(
    new RegExp(`(?:file://)?${escaped}:(\\d+):(\\d+)`, "g"),
    (_, line, column) => {
      const origin = module.origins[Number(line) - 1];
      return origin
        ? `${notebookPath}, cell ${origin.cell}, line ${origin.line}, column ${column}`
        : `${notebookPath}, end of file`;
    },
  );
}
