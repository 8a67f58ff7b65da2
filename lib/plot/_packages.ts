/**
 * The npm packages behind the figures, each version named only here. They are loaded with the first
 * figure: together they take over 100 ms, which importing the library should not cost, and
 * synchronously, because plot functions cannot await them.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export type { Markish, PlotOptions, TextOptions } from "npm:@observablehq/plot@0.6.17";

// These imports are never called: being literal, they make Deno fetch the packages with this file,
// and they provide the types.
const packages = {
  plot: {
    address: () => import.meta.resolve("npm:@observablehq/plot@0.6.17"),
    types: () => import("npm:@observablehq/plot@0.6.17"),
  },
  d3: { // The copy that Plot itself uses.
    address: () => import.meta.resolve("npm:d3@7.9.2"),
    types: () => import("npm:d3@7.9.2") as Promise<D3>,
  },
  linkedom: {
    address: () => import.meta.resolve("npm:linkedom@0.18.15"),
    types: () => import("npm:linkedom@0.18.15"),
  },
  resvg: {
    address: () => import.meta.resolve("npm:@resvg/resvg-js@2.6.2"),
    types: () => import("npm:@resvg/resvg-js@2.6.2"),
  },
  gifenc: {
    address: () => import.meta.resolve("npm:gifenc@1.0.3"),
    types: () => import("npm:gifenc@1.0.3") as Promise<Gifenc>,
  },
  fonts: {
    address: () => import.meta.resolve("npm:dejavu-fonts-ttf@2.37.3/package.json"),
    types: () => import("npm:dejavu-fonts-ttf@2.37.3/package.json", { with: { type: "json" } }),
  },
};
type Packages = typeof packages;

/** The part of d3 in use; the package has no types. An accessor returns an item's number. */
interface D3 {
  bin(): Histogram;
  deviation(values: Iterable<number>): number | undefined;
  extent(values: Iterable<number>): [number, number] | [undefined, undefined];
  hsl(hue: number, saturation: number, lightness: number): { formatHex(): string };
  mean(values: Iterable<number>): number | undefined;
  median(items: Iterable<number>, accessor?: (item: number) => number): number | undefined;
  precisionFixed(step: number): number;
  range(start: number, stop: number, step?: number): number[];
  rgb(color: string): { r: number; g: number; b: number };
  rgb(r: number, g: number, b: number): { formatHex(): string };
  sum(items: Iterable<number>, accessor?: (item: number) => number): number;
  ticks(start: number, stop: number, count: number): number[];
  tickStep(start: number, stop: number, count: number): number;
}
interface Histogram {
  (values: ArrayLike<number>): { length: number }[];
  domain(domain: [number, number]): this;
  thresholds(thresholds: number[]): this;
}

/** The part of gifenc in use; the package has no types. */
interface Gifenc {
  GIFEncoder(): {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette?: number[][]; delay: number; repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  };
  quantize(pixels: Uint8Array, colors: number): number[][];
  applyPalette(pixels: Uint8Array, palette: number[][]): Uint8Array;
}

const requireFile = createRequire(import.meta.url), loaded = new Map<string, unknown>();

/** Load a package synchronously; cached after the first call. */
export function load<Name extends keyof Packages>(
  name: Name,
): Awaited<ReturnType<Packages[Name]["types"]>> {
  if (!loaded.has(name)) loaded.set(name, requireFile(fileOf(name)));
  return loaded.get(name) as Awaited<ReturnType<Packages[Name]["types"]>>;
}

/**
 * Node does not resolve `npm:` specifiers: there the package is found by its bare name, as
 * installed by npm.
 */
function fileOf(name: keyof Packages): string {
  const address = packages[name].address();
  return address.startsWith("npm:")
    ? address.replace(/^npm:(.[^@]*)@[^/]*/, "$1")
    : fileURLToPath(address);
}

/** Paths of DejaVu Sans, plain and bold: free fonts with Greek and mathematical symbols. */
export function fontFiles(): string[] {
  const folder = join(dirname(requireFile.resolve(fileOf("fonts"))), "ttf");
  return ["DejaVuSans", "DejaVuSans-Bold"].map((name) => join(folder, `${name}.ttf`));
}
