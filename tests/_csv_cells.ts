/** Reads tables as other programs do: by d3, whose types are not installed. */
import * as d3 from "npm:d3@7.9.2";

const { csvParseRows } = d3 as unknown as { csvParseRows(text: string): string[][] };

/** Cells of a table, `[rows][columns]`, the header first. */
export const cellsIn = (text: string): string[][] => csvParseRows(text);

/** Rows by the header's names. */
export function rowsIn(text: string): Record<string, string>[] {
  const [header, ...rows] = csvParseRows(text);
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}
