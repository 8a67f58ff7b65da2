/**
 * The npm packages behind the figures, loaded when the first figure is drawn: together they take over 100 ms, which
 * an import of the library should not cost, and figures are made by plain functions that cannot await them.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// Nothing calls these imports: being literal, they make Deno fetch the packages with this file, and they carry the types.
const packages = {
  "npm:@observablehq/plot@0.6.17": () => import("npm:@observablehq/plot@0.6.17"),
  "npm:linkedom@0.18.15": () => import("npm:linkedom@0.18.15"),
  "npm:@resvg/resvg-js@2.6.2": () => import("npm:@resvg/resvg-js@2.6.2"),
  "npm:gifenc@1.0.3": () => import("npm:gifenc@1.0.3"),
  "npm:dejavu-fonts-ttf@2.37.3/package.json": () =>
    import("npm:dejavu-fonts-ttf@2.37.3/package.json", { with: { type: "json" } }),
};
type Packages = typeof packages;

const require = createRequire(import.meta.url);

/** Load a package without waiting; from the second call on it is already there. */
export function load<Name extends keyof Packages>(name: Name): Awaited<ReturnType<Packages[Name]>> {
  return require(fileURLToPath(import.meta.resolve(name)));
}

/** Paths of DejaVu Sans, plain and bold: free fonts with Greek and mathematical signs. */
export function fontFiles(): string[] {
  const manifest = import.meta.resolve("npm:dejavu-fonts-ttf@2.37.3/package.json");
  return ["DejaVuSans", "DejaVuSans-Bold"].map((name) => fileURLToPath(new URL(`./ttf/${name}.ttf`, manifest)));
}
