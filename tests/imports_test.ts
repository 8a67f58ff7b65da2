/** Arrows run one way: see the layout in the README. */
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../lib/", import.meta.url);

/** What each folder may import; single files at the top count as folders of their own name. */
const ALLOWED: Record<string, string[]> = {
  errors: [],
  random: [],
  types: ["engine"], // types only, asserted below
  assert_close: ["engine"],
  engine: ["errors"],
  ops: ["engine"],
  backbones: ["ops", "engine", "random", "types", "errors"],
  heads: ["ops", "engine", "random", "types", "errors"],
  losses: ["ops", "engine", "random", "types", "errors"],
  data: ["engine", "random", "types", "errors"],
  metrics: ["types", "errors"],
  plot: ["types", "errors"],
  training: ["backbones", "heads", "losses", "data", "metrics", "ops", "engine", "random", "types", "errors"],
};
/** Rooms at the top of the arrows: they may import everything. */
const FREE = ["cli", "notebook", "mod"];

const TOUCHES_DISK =
  /Deno\.(read|write|open|make|remove(?!Signal)|rename|stat|lstat|mkdir|copy|create|truncate)\w*|node:fs/;
const MAY_TOUCH_DISK = [
  /^data\//,
  /^training\/(checkpoint|log|embeddings_file|_write_file)\.ts$/,
  /^plot\//,
  /^engine\/install\//,
  /^cli\//,
];

interface Source {
  /** Relative to lib/. */
  path: string;
  text: string;
}

/** What is wrong with some sources. */
function faults(sources: Source[]): string[] {
  return sources.flatMap((source) => [...arrowFaults(source), ...packageFaults(source), ...diskFaults(source)]);
}

function arrowFaults({ path, text }: Source): string[] {
  const room = roomOf(path);
  if (FREE.includes(room)) return [];
  const targets = importsOf(text).filter((specifier) => specifier.startsWith("."))
    .map((specifier) => new URL(specifier, new URL(path, "file:///")).pathname.slice(1));
  const wrong = targets.map(roomOf).filter((target) => target !== room && !ALLOWED[room]?.includes(target));
  const tensors = room === "data" && path !== "data/batches.ts" &&
    targets.some((target) => roomOf(target) === "engine");
  return [
    ...wrong.map((target) => `${path} imports ${target}`),
    ...(tensors ? [`${path} imports engine, only data/batches.ts may`] : []),
  ];
}

function packageFaults({ path, text }: Source): string[] {
  const names = roomOf(path) !== "engine" && importsOf(text).some((specifier) => specifier.includes("@tensorflow/"));
  return names ? [`${path} names a TensorFlow package`] : [];
}

function diskFaults({ path, text }: Source): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return TOUCHES_DISK.test(code) && !MAY_TOUCH_DISK.some((allowed) => allowed.test(path))
    ? [`${path} touches the disk`]
    : [];
}

const roomOf = (path: string) => path.split("/")[0].replace(/\.ts$/, "");

function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, ""); // doc examples import what they like
  return [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, specifier]) => specifier);
}

function sourcesIn(folder = ""): Source[] {
  return [...Deno.readDirSync(new URL(folder || ".", ROOT))].flatMap(({ name, isDirectory }) => {
    const path = folder + name;
    if (isDirectory) return sourcesIn(path + "/");
    return name.endsWith(".ts") ? [{ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }] : [];
  });
}

Deno.test("imports in lib run one way", () => {
  const sources = sourcesIn();
  assert(sources.length > 40);
  assertEquals(faults(sources), []);
});

Deno.test("the check of imports notices what it should", () => {
  const wrong: Source[] = [
    { path: "heads/a.ts", text: 'import { b } from "../losses/mod.ts";' },
    { path: "ops/a.ts", text: 'export { b } from "../heads/mod.ts";' },
    { path: "metrics/a.ts", text: 'import { tf } from "../engine/mod.ts";' },
    { path: "data/mnist.ts", text: 'import { tf } from "../engine/mod.ts";' },
    { path: "plot/a.ts", text: 'const t = await import("../training/mod.ts");' },
    { path: "training/a.ts", text: 'import * as tf from "npm:@tensorflow/tfjs@4.22.0";' },
    { path: "heads/b.ts", text: 'Deno.writeTextFileSync("x", "y");' },
  ];
  for (const source of wrong) assertEquals(faults([source]).length, 1, source.path);
  assertEquals(faults([{ path: "heads/a.ts", text: '/** import "../losses/mod.ts" */ import "../ops/mod.ts";' }]), []);
});

Deno.test("types.ts imports types only, and mod.ts files only re-export", () => {
  for (const { path, text } of sourcesIn()) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").trim();
    if (path === "types.ts") assertEquals([...code.matchAll(/^import (?!type)/gm)].length, 0);
    if (path.endsWith("mod.ts")) assertEquals(code.replaceAll(/^export [^;]*;$/gm, "").trim(), "", path);
  }
});

Deno.test("files stay small enough to read", () => {
  const long = sourcesIn().filter(({ text }) => text.split("\n").length > 200).map(({ path }) => path);
  assertEquals(long, []);
});
