import { type Cell, type Output, textOf } from "../notebooks/notebook.ts";
import { codeHtml, proseHtml, textHtml } from "./markdown.ts";

/** A cell as HTML: prose, or code and its output; exercise solutions are collapsed. */
export function cellHtml(cell: Cell): string {
  const source = textOf(cell.source);
  if (cell.cell_type === "markdown") return proseHtml(source);
  if (cell.cell_type === "raw" || source.trim() === "") return "";
  const html = codeHtml(source) + (cell.outputs ?? []).map(outputHtml).join("");
  return cell.metadata.tags?.includes("solution")
    ? `<details><summary>Solution</summary>${html}</details>`
    : html;
}

function outputHtml({ data = {}, metadata = {}, text, ename, evalue }: Output): string {
  if (data["image/png"] !== undefined) {
    const { width } = (metadata["image/png"] ?? {}) as { width?: number };
    const size = width === undefined ? "" : ` width="${width}"`;
    return `<img alt="figure"${size} src="data:image/png;base64,${
      textOf(data["image/png"]).replaceAll(/\s/g, "")
    }">`;
  }
  if (ename !== undefined) return textHtml(`${ename}: ${evalue}`);
  return textHtml(textOf(text) || textOf(data["text/plain"]));
}
