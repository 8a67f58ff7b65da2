/** A notebook as a page and as slides, each a single file that needs no network. */
import { type Notebook, textOf } from "../notebooks/notebook.ts";
import { deckFiles, formulaStyle } from "./_packages.ts";
import { cellHtml } from "./cell_html.ts";
import { deckOf, slideType } from "./deck.ts";
import { textHtml } from "./markdown.ts";
import { commonStyle, deckStyle, pageStyle } from "./style.ts";

/** A page with formulas and images embedded. */
export function readingPage(notebook: Notebook): string {
  return document(titleOf(notebook), {
    style: formulaStyle() + commonStyle + pageStyle,
    body: notebook.cells.map(cellHtml).join("\n"),
  });
}

/**
 * Slides; arrow keys navigate, S opens the speaker view if the browser allows it, Esc shows an
 * overview.
 */
export function slidesPage(notebook: Notebook): string {
  const { program, style } = deckFiles();
  const columns = deckOf(notebook).map((column) => {
    const slides = column.map((cells) => `<section>${cells.map(slideCell).join("\n")}</section>`);
    return `<section>${slides.join("\n")}</section>`;
  });
  const start =
    "Reveal.initialize({ hash: true, width: 1200, height: 800, margin: 0.04, center: false });";
  return document(titleOf(notebook), {
    style: style + formulaStyle() + commonStyle + deckStyle,
    body: `<div class="reveal"><div class="slides">${columns.join("\n")}</div></div>
<script>${program.replaceAll("</script", "<\\/script")}</script>
<script>${start}</script>`,
  });
}

function slideCell(cell: Parameters<typeof cellHtml>[0]): string {
  const html = cellHtml(cell);
  const type = slideType(cell);
  if (type === "notes") return `<aside class="notes">${html}</aside>`;
  return type === "fragment" ? `<div class="fragment">${html}</div>` : html;
}

function document(title: string, { style, body }: { style: string; body: string }): string {
  const escaped = textHtml(title).replaceAll(/<\/?pre[^>]*>/g, "");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The first heading. */
function titleOf({ cells }: Notebook): string {
  const heading = cells.map(({ source }) => textOf(source).match(/^# (.+)$/m)?.[1]).find(Boolean);
  return heading ?? "Notebook";
}
