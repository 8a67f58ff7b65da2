import { escaped } from "./_compose.ts";

/** A row (or rows) of coloured squares with the series' names. */
export function keyMarkup(names: string[], colors: string[], width: number): { markup: string; height: number } {
  let x = 14, y = 6;
  const parts = names.map((name, k) => {
    const needed = 34 + name.length * 7;
    if (x > 14 && x + needed > width) [x, y] = [14, y + 18];
    const part = `<rect x="${x}" y="${y}" width="11" height="11" fill="${colors[k]}"/>` +
      `<text x="${x + 16}" y="${y + 9.5}" text-anchor="start">${escaped(name)}</text>`;
    x += needed;
    return part;
  });
  return { markup: parts.join(""), height: y + 16 };
}
