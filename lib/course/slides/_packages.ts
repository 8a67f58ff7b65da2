/** The npm packages behind pages and slides. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * These imports are never called: being literal, they make Deno fetch the packages with this file.
 */
export const fetched = [() => import("npm:katex@0.16.47"), () => import("npm:reveal.js@6.0.2")];

const files = {
  formulas: import.meta.resolve("npm:katex@0.16.47/dist/katex.min.css"),
  reset: import.meta.resolve("npm:reveal.js@6.0.2/reset.css"),
  deck: import.meta.resolve("npm:reveal.js@6.0.2/reveal.css"),
};

function textOf(url: string): string {
  return Deno.readTextFileSync(fileURLToPath(url));
}

/** KaTeX's style sheet with embedded fonts. */
export function formulaStyle(): string {
  const folder = dirname(fileURLToPath(files.formulas));
  return textOf(files.formulas).replaceAll(/src:(url\(fonts\/[^;}]+)/g, (_, sources: string) => {
    const [name] = sources.match(/fonts\/[\w-]+\.woff2/)!;
    return `src:url(data:font/woff2;base64,${
      Deno.readFileSync(join(folder, name)).toBase64()
    }) format("woff2")`;
  });
}

/** reveal.js: the program and the style sheets of a deck. */
export function deckFiles(): { program: string; style: string } {
  const program = Deno.readTextFileSync(join(dirname(fileURLToPath(files.deck)), "reveal.js"));
  return { program, style: textOf(files.reset) + textOf(files.deck) };
}
