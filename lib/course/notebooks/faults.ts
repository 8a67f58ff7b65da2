/** What must not be in an executed notebook. */
import { FLOATING } from "../../notebook/_outputs.ts";
import { codeCells, type Notebook, type NumberedCell, type Output, textOf } from "./notebook.ts";

/** A cell with this tag may show nothing. */
const SILENT = "silent";

/**
 * What went wrong in an execution: errors, unhandled rejections, cells that show nothing, cells
 * that did not run in order.
 *
 * @param notebook Executed.
 * @param private_ Texts that must not appear in outputs, such as folders of this machine.
 */
export function faultsOf(notebook: Notebook, private_: string[] = []): string[] {
  return codeCells(notebook).filter(({ source }) => source.trim() !== "").flatMap((numbered) => [
    ...errorsOf(numbered),
    ...emptiness(numbered),
    ...order(numbered),
    ...leaks(numbered, private_),
  ]);
}

function errorsOf({ number, cell }: NumberedCell): string[] {
  return (cell.outputs ?? []).flatMap((output) => {
    if (output.output_type === "error") {
      return [`cell ${number}: ${output.ename}: ${output.evalue}`];
    }
    const line = textOf(output.text).split("\n").find((line) => line.startsWith(FLOATING));
    return line === undefined ? [] : [`cell ${number}: ${line}`];
  });
}

function emptiness({ number, cell }: NumberedCell): string[] {
  if (cell.metadata.tags?.includes(SILENT) || (cell.outputs ?? []).some(showsSomething)) return [];
  return [
    `cell ${number}: shows nothing; end it in something seen, or give it the tag "${SILENT}"`,
  ];
}

function showsSomething({ data = {}, text, output_type }: Output): boolean {
  return output_type === "error" || textOf(text).trim() !== "" ||
    Object.values(data).some((content) => textOf(content).trim() !== "");
}

function order({ number, cell }: NumberedCell): string[] {
  return cell.execution_count === number
    ? []
    : [`cell ${number}: ran as number ${cell.execution_count ?? "none"}`];
}

function leaks({ number, cell }: NumberedCell, private_: string[]): string[] {
  const text = JSON.stringify(cell.outputs ?? []);
  const found = private_.filter((part) => part.length > 1 && text.includes(part));
  if (text.includes("\\u001b[")) found.push("an escape code for colours");
  return found.map((part) =>
    `cell ${number}: its output holds ${part}, which other machines have not`
  );
}
