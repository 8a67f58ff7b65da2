/** Arrows run one way: see the layout in the README. */
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../lib/", import.meta.url);

/** What each folder may import; single files at the top count as folders of their own name. */
const ALLOWED: Record<string, string[]> = {
  platform: [],
  errors: [],
  check: [],
  random: [],
  labels: ["engine", "errors"],
  types: ["engine", "data"], // types only, asserted below
  assert_close: ["engine"],
  engine: ["errors", "platform"],
  ops: ["engine", "labels"],
  backbones: ["ops", "engine", "random", "types", "errors", "check"],
  heads: ["ops", "engine", "labels", "random", "types", "errors", "check"],
  losses: ["ops", "engine", "labels", "random", "types", "errors", "check"],
  data: ["engine", "labels", "random", "types", "errors", "check", "platform"],
  metrics: ["types", "errors", "check"],
  plot: ["types", "errors", "check", "platform"],
  inference: [
    ...["training", "heads", "metrics", "data", "engine"],
    ...["types", "errors", "check", "platform", "random"],
  ],
  export: ["training", "engine", "types", "errors", "platform"],
  training: [
    ...[
      "backbones",
      "heads",
      "losses",
      "data",
      "metrics",
      "ops",
      "engine",
      "labels",
      "random",
      "types",
      "errors",
      "check",
    ],
    "platform",
  ],
};
/** Rooms at the top of the arrows, and what each may not import; everything else they may. */
const FREE: Record<string, string[]> = {
  mod: ["course", "cli"],
  notebook: ["course", "cli"],
  course: ["cli"],
  cli: [],
};

const TOUCHES_DISK =
  /Deno\.(read|write|open|make|remove(?!Signal)|rename|stat|lstat|mkdir|copy|create|truncate)\w*|node:fs/;
/** Of platform.ts, what does not touch it. */
const OFF_DISK = ["environmentVariable", "errorCode", "isDeno", "runtimeVersion", "systemReason"];
const MAY_TOUCH_DISK = [
  /^platform\.ts$/,
  /^data\//,
  /^training\/files\//,
  /^export\//,
  /^inference\//,
  /^plot\//,
  /^engine\/install\//,
  /^course\//,
  /^cli\//,
];

/**
 * Rooms that run in Node 22 too, which has no `Deno` and does not parse `using`, are all but these.
 */
const DENO_ONLY = /^(engine|cli|notebook|course)\//;
const NEEDS_DENO = /\bDeno\b|^\s*(?:await )?using \w/m;

/**
 * Rooms whose import starts no engine: of `engine/` they may import the file that names tfjs, and
 * the one that reads a tensor, and no more.
 */
const STARTS_NOTHING = ["heads", "ops", "labels"];

interface Source {
  /** Relative to lib/. */
  path: string;
  text: string;
}

/** What is wrong with some sources. */
function faults(sources: Source[]): string[] {
  return sources.flatMap((source) =>
    [arrowFaults, packageFaults, diskFaults, denoFaults, engineFaults, readFaults].flatMap((
      faultsOf,
    ) => faultsOf(source))
  );
}

function arrowFaults(source: Source): string[] {
  const { path } = source, room = roomOf(path), targets = targetsOf(source);
  const mayImport = (target: string) =>
    FREE[room] ? !FREE[room].includes(target) : target === room || ALLOWED[room]?.includes(target);
  const wrong = targets.map(roomOf).filter((target) => !mayImport(target));
  const tensors = room === "data" && !["data/batches.ts", "data/augment.ts"].includes(path) &&
    targets.some((target) => roomOf(target) === "engine");
  return [
    ...wrong.map((target) => `${path} imports ${target}`),
    ...(tensors ? [`${path} imports engine, only batches and augmentation may`] : []),
  ];
}

function packageFaults({ path, text }: Source): string[] {
  const names = roomOf(path) !== "engine" &&
    importsOf(text).some((specifier) => specifier.includes("@tensorflow/"));
  return names ? [`${path} names a TensorFlow package`] : [];
}

function diskFaults({ path, text }: Source): string[] {
  const [, imported = ""] = /import \{([^}]*)\} from "[./]+\/platform\.ts"/.exec(codeOf(text)) ??
    [];
  const names = imported.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const touches = TOUCHES_DISK.test(codeOf(text)) || names.some((name) => !OFF_DISK.includes(name));
  return touches && !MAY_TOUCH_DISK.some((allowed) => allowed.test(path))
    ? [`${path} touches the disk`]
    : [];
}

function denoFaults({ path, text }: Source): string[] {
  return NEEDS_DENO.test(codeOf(text)) && !DENO_ONLY.test(path)
    ? [`${path} does not run in Node`]
    : [];
}

function engineFaults(source: Source): string[] {
  const engine = targetsOf(source).filter((target) => roomOf(target) === "engine");
  const starts = STARTS_NOTHING.includes(roomOf(source.path)) &&
    engine.some((file) => !["engine/tensorflow.ts", "engine/read_now.ts"].includes(file));
  return starts ? [`${source.path} imports more of engine than tensorflow.ts`] : [];
}

/** What reads a tensor at once, which WebGPU cannot; for notebooks and tests there is assertClose(). */
function readFaults({ path, text }: Source): string[] {
  const reads = /\b(dataSync|arraySync|bytesSync)\b/.test(codeOf(text));
  const may = roomOf(path) === "engine" || path === "assert_close.ts" ||
    path.startsWith("course/bench/");
  return reads && !may ? [`${path} reads a tensor synchronously`] : [];
}

/**
 * Files that import one another in a circle, one line a circle. An import of types alone counts:
 * nothing runs in a circle then, but neither file can be understood without the other.
 */
function circles(sources: Source[]): string[] {
  const targets = new Map(sources.map((source) => [source.path, targetsOf(source)]));
  const found: string[] = [], done = new Set<string>();
  const visit = (path: string, way: string[]) => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(" → "));
    else if (!done.has(path)) {
      for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
      done.add(path);
    }
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}

/** The files that a file imports, relative to lib/. */
function targetsOf({ path, text }: Source): string[] {
  return importsOf(text).filter((specifier) => specifier.startsWith("."))
    .map((specifier) => new URL(specifier, new URL(path, "file:///")).pathname.slice(1));
}

const roomOf = (path: string) => path.split("/")[0].replace(/\.ts$/, "");

/** A file without its comments: doc examples import what they like. */
const codeOf = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*|\s\/\/ .*/gm, "");

function importsOf(text: string): string[] {
  return [...codeOf(text).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, specifier]) =>
    specifier
  );
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
    { path: "training/d.ts", text: 'import { writeFile } from "node:fs/promises";' },
    { path: "training/c.ts", text: 'import { errorCode, writeFile } from "../platform.ts";' },
    { path: "heads/b.ts", text: 'import { tf } from "../engine/mod.ts";' },
    { path: "plot/b.ts", text: 'const home = Deno.env.get("HOME");' },
    { path: "data/b.ts", text: "  using file = open();" },
    { path: "metrics/b.ts", text: "await using file = open();" },
    { path: "training/b.ts", text: 'import { measuredRuns } from "../course/mod.ts";' },
    { path: "notebook/a.ts", text: 'import type { LessonSize } from "../course/mod.ts";' },
    { path: "mod.ts", text: 'export { lessonSize } from "./course/mod.ts";' },
    { path: "course/bench/a.ts", text: 'import { runProgram } from "../../cli/_commander.ts";' },
  ];
  for (const source of wrong) assertEquals(faults([source]).length, 1, source.path);
  assertEquals(
    faults([{
      path: "heads/a.ts",
      text: '/** import "../losses/mod.ts" */ import "../ops/mod.ts";',
    }]),
    [],
  );
});

Deno.test("no files in lib import one another in a circle, not for types either", () => {
  assertEquals(circles(sourcesIn()), []);
});

Deno.test("the check of circles notices every kind of import, and no diamond", () => {
  const circle = (first: string, second: string): Source[] => [
    { path: "a/one.ts", text: first },
    { path: "a/two.ts", text: second },
    { path: "mod.ts", text: 'export * from "./a/one.ts"; export * from "./a/two.ts";' },
  ];
  const value = 'import { one } from "./one.ts";', found = ["a/one.ts → a/two.ts → a/one.ts"];
  for (
    const first of [
      'import { two } from "./two.ts";',
      'import type { Two } from "./two.ts";',
      'import { type Two } from "../a/two.ts";',
      'export type { Two } from "./two.ts";',
      'export * from "./two.ts";',
      'const { two } = await import("./two.ts");',
      'type Two = import("./two.ts").Two;',
    ]
  ) assertEquals(circles(circle(first, value)), found, first);
  assertEquals(
    circles([{ path: "a.ts", text: 'import "./b.ts";' }, {
      path: "b.ts",
      text: 'import "./c.ts";',
    }]),
    [],
  );
  assertEquals(circles(circle('/** import "./two.ts" */ import "../b.ts";', value)), []);
  const long = ["b", "c", "a"].map((next, k) => ({
    path: `${"abc"[k]}.ts`,
    text: `import "./${next}.ts";`,
  }));
  assertEquals(circles(long), ["a.ts → b.ts → c.ts → a.ts"]);
});

Deno.test("types.ts imports types only, and mod.ts files only re-export", () => {
  for (const { path, text } of sourcesIn()) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").trim();
    if (path === "types.ts") assertEquals([...code.matchAll(/^import (?!type)/gm)].length, 0);
    if (path.endsWith("mod.ts")) {
      assertEquals(code.replaceAll(/^export [^;]*;$/gm, "").trim(), "", path);
    }
  }
});

Deno.test("files stay small enough to read", () => {
  const long = sourcesIn().filter(({ text }) => text.split("\n").length > 200).map(({ path }) =>
    path
  );
  assertEquals(long, []);
});
