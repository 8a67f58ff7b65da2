/** Cells in columns, the first left-aligned, the others right-aligned. */
export function tableText(rows: string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => column ? cell.padStart(widths[column]) : cell.padEnd(widths[0])).join(
      "   ",
    )
  );
}
