import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { startChild } from "../../../lib/course/bench/child.ts";
import { type Program, programsFor } from "../../../lib/course/bench/programs.ts";
import {
  linesOf,
  parseMatmul,
  parseReady,
  parseSteps,
} from "../../../lib/course/bench/protocol.ts";
import { busyLine } from "../../../lib/course/bench/busy.ts";
import { benchChart } from "../../../lib/course/bench/chart.ts";
import { type Part, partsText } from "../../../lib/course/bench/parts.ts";
import { reportText } from "../../../lib/course/bench/report.ts";
import { tableText } from "../../../lib/course/bench/table_text.ts";
import { measureRounds } from "../../../lib/course/bench/rounds.ts";
import { measureSection, type Row, stepsFor } from "../../../lib/course/bench/section.ts";
import { operationsPerImage, ratiosTo, spreadOf } from "../../../lib/course/bench/statistics.ts";
import { findTcmalloc } from "../../../lib/course/bench/tcmalloc.ts";
import { findNativeEngine } from "../../../lib/engine/install/mod.ts";

const TORCH = { python: "python3", env: { PYTHONPATH: "/cache/torch" } };

function named(name: Program["name"], command: string[]): Program {
  return { name, label: `the ${name}`, command, env: {}, tcmalloc: false };
}

Deno.test("spreadOf() takes the middle value, not the mean", () => {
  assertEquals(spreadOf([9, 1, 2]), { median: 2, min: 1, max: 9 });
  assertEquals(spreadOf([1, 2, 4, 100]).median, 3);
  assertEquals(spreadOf([10, 9, 100]).median, 10); // by size, not as text
  assertThrows(() => spreadOf([]), RangeError);
});

Deno.test("ratiosTo() compares round by round", () => {
  assertEquals(ratiosTo([100, 50], [400, 100]), [4, 2]);
  assertThrows(() => ratiosTo([1], [1, 2]), RangeError, "2 rounds against 1");
});

Deno.test("operationsPerImage() is 77 million", () => {
  assertAlmostEquals(operationsPerImage() / 1e6, 76.6, 0.05);
});

Deno.test("busyLine() speaks of others on the machine, and the report repeats it", () => {
  assertEquals(busyLine({ load: 0.5, cores: 2 }), undefined);
  assertEquals(busyLine({ load: 3.9, cores: 16 }), undefined);
  const busy = busyLine({ load: 1.62, cores: 2 })!;
  assertStringIncludes(busy, "load 1.6 on 2 cores");
  const machine = { cpu: "a CPU", cores: 2, avx512: "no", system: "linux" } as const;
  const report = { date: "", machine, rounds: 1, sections: [], parts: [], leftOut: [] };
  assertStringIncludes(reportText({ ...report, busy }), `linux\n${busy}\n`);
  assert(!reportText(report).includes("busy"));
});

Deno.test("parseReady() reads the first line and refuses another", () => {
  const line =
    `{"ready": {"firstStepAt": 12.5, "device": "cpu", "software": "PyTorch 2", "tcmalloc": true}}`;
  assertEquals(parseReady(line), {
    firstStepAt: 12.5,
    device: "cpu",
    software: "PyTorch 2",
    tcmalloc: true,
  });
  assertThrows(
    () => parseReady("Downloading…"),
    Error,
    `it printed "Downloading…" where a JSON object was expected`,
  );
  assertThrows(() => parseReady(`{"imagesPerSecond": 3}`), Error, "ready");
});

Deno.test("parseSteps() refuses a training that broke", () => {
  const good = `{"imagesPerSecond": 800.5, "loss": 2.1, "peakBytes": null}`;
  assertEquals(parseSteps(good), { imagesPerSecond: 800.5, loss: 2.1, peakBytes: null });
  assertThrows(() => parseSteps(`{"imagesPerSecond": 800, "loss": NaN}`), Error, "not finite"); // as Python prints it
  assertThrows(() => parseSteps(`{"imagesPerSecond": 800, "loss": null}`), Error, "not finite"); // as we do
  assertThrows(
    () => parseSteps(`{"imagesPerSecond": "fast", "loss": 1}`),
    Error,
    "imagesPerSecond",
  );
});

Deno.test("parseMatmul() reads a rate", () => {
  assertEquals(parseMatmul(`{"gigaflopsPerSecond": 140}`), { gigaflopsPerSecond: 140 });
  assertThrows(() => parseMatmul(`{"gigaflopsPerSecond": 0}`), Error, "gigaflopsPerSecond");
});

Deno.test("linesOf() joins what arrives in pieces", async () => {
  const bytes = new TextEncoder().encode("one\nzwölf\r\nlast");
  const stream = ReadableStream.from([bytes.slice(0, 7), bytes.slice(7, 12), bytes.slice(12)]); // cuts inside ö
  assertEquals(await Array.fromAsync(linesOf(stream)), ["one", "zwölf", "last"]);
});

Deno.test("measureRounds() gives each its turn, each round beginning with another", async () => {
  const order: string[] = [];
  const contestant = (name: string, rate: number) => ({
    name,
    run: () => {
      order.push(name);
      return Promise.resolve(rate + order.length);
    },
  });
  const seen: number[] = [];
  const contestants = [contestant("a", 100), contestant("b", 200)];
  const rates = await measureRounds(contestants, {
    rounds: 3,
    report: (round, now) => seen.push(round, now.a),
  });
  assertEquals(order, ["a", "b", "b", "a", "a", "b"]);
  assertEquals(rates, { a: [101, 104, 105], b: [202, 203, 206] });
  assertEquals(seen, [1, 101, 2, 104, 3, 105]);
});

Deno.test("stepsFor() takes about the same images at every batch size", () => {
  assertEquals([stepsFor(256), stepsFor(1024), stepsFor(8192)], [16, 4, 2]);
});

Deno.test("findTcmalloc() searches the usual folders, named ones first", () => {
  const system = (folders: string[], named?: string) => ({
    os: "linux",
    exists: (path: string) =>
      folders.some((folder) => path === `${folder}/libtcmalloc_minimal.so.4`),
    environment: (name: string) => name === "LD_LIBRARY_PATH" ? named : undefined,
  });
  const debian = "/usr/lib/x86_64-linux-gnu";
  assertEquals(findTcmalloc(system([debian])), { path: `${debian}/libtcmalloc_minimal.so.4` });
  assertEquals(findTcmalloc(system([debian, "/opt/own"], "/none:/opt/own")), {
    path: "/opt/own/libtcmalloc_minimal.so.4",
  });
  const nowhere = findTcmalloc(system([]));
  assert("missing" in nowhere);
  assertStringIncludes(nowhere.missing, "apt install libtcmalloc-minimal4");
  assert("missing" in findTcmalloc({ ...system([debian]), os: "darwin" }));
});

Deno.test("programsFor() leaves out what is missing", () => {
  const names = (found: Parameters<typeof programsFor>[0]) =>
    programsFor(found, { batch: 64 }).map(({ name }) => name);
  const ours = ["ours", "oursPlain"];
  assertEquals(names({ torch: TORCH, tcmalloc: "/lib/t.so" }), [
    ...["article", "best", ...ours],
    ...["bestBfloat16", "oursBfloat16"],
  ]);
  assertEquals(names({ torch: TORCH }), ["article", ...ours, "oursBfloat16"]);
  assertEquals(names({ tcmalloc: "/lib/t.so" }), [...ours, "oursBfloat16"]);
});

Deno.test("programsFor() compiles PyTorch on a GPU, and has all but the article's code with TF32 and without", () => {
  const programs = programsFor({ torch: TORCH }, { batch: 64, gpu: true });
  const rounded = programs.filter(({ env }) => env.NVIDIA_TF32_OVERRIDE !== "0");
  assertEquals(programs.map(({ name }) => name).slice(0, 4), [
    "article",
    "best",
    "compiled",
    "ours",
  ]);
  assertEquals(rounded.map(({ name }) => name), ["bestTf32", "compiledTf32", "oursTf32"]);
  for (const { name, command } of programs.filter(({ command }) => command[1].endsWith(".py"))) {
    assertEquals(command.slice(2, 4), ["--variant", name.replace(/Tf32|Bfloat16/, "")]);
    assertEquals(command.includes("--tf32"), name.endsWith("Tf32"));
    assertEquals(command.includes("--autocast"), name.endsWith("Bfloat16"));
  }
  const alone = programsFor({}, { batch: 64, gpu: true });
  assertEquals(alone.map(({ name }) => name), ["ours", "oursTf32", "oursBfloat16"]);
  assertEquals(alone.map(({ command }) => command.includes("bfloat16")), [false, false, true]);
});

Deno.test("programsFor() gives the allocator to the best PyTorch alone", () => {
  const programs = programsFor({ torch: TORCH, tcmalloc: "/lib/t.so" }, { batch: 64 });
  const given = programs.filter(({ env }) => env.LD_PRELOAD === "/lib/t.so");
  assertEquals(given.map(({ name }) => name), ["best", "bestBfloat16"]);
  for (const program of programs) assertEquals(program.tcmalloc, given.includes(program));
  assertEquals(programs[1].env.PYTHONPATH, "/cache/torch");
  assert(programs.every(({ command }) => command.join(" ").includes("--batch 64")));
});

Deno.test("tableText() aligns columns", () => {
  assertEquals(tableText([["", "rate"], ["ours", "12"], ["theirs", "1234567"]]), [
    "            rate",
    "ours          12",
    "theirs   1234567",
  ]);
});

Deno.test("reportText() names the machine, medians with spread, and what was left out", () => {
  const row: Row = {
    name: "ours",
    label: "this library",
    software: "native TensorFlow 2.21.0 on the CPU",
    imagesPerSecond: { median: 3000.4, min: 2990, max: 3160 },
    rounds: [2990, 3000.4, 3160],
    timesArticle: { median: 3.9, min: 3.75, max: 4 },
    startSeconds: 2.34,
    peakBytes: 2.5e9,
    peakShare: 0.613,
  };
  const text = reportText({
    date: "2026-01-01T00:00:00.000Z",
    machine: { cpu: "Some CPU", cores: 2, avx512: "yes", system: "linux x86_64" },
    rounds: 3,
    sections: [{ batch: 1024, steps: 4, rows: [row], matmul: { median: 375, min: 360, max: 385 } }],
    parts: [],
    leftOut: ["best PyTorch: no tcmalloc"],
  });
  assertMatch(
    text,
    /^machine: Some CPU, 2 cores, AVX-512 yes, linux x86_64\nsoftware: native TensorFlow 2\.21\.0/,
  );
  assertStringIncludes(text, "batch 1024, 3 rounds of 4 steps, matmul 2048³ 375 (360–385) GFLOP/s");
  assertMatch(
    text,
    /this library +3000 \(2990–3160\) +3\.90 \(3\.75–4\.00\) +2\.3 s +2500 MB +61 %/,
  );
  assertStringIncludes(text, "left out: best PyTorch: no tcmalloc");
  const without = { ...row, timesArticle: undefined, peakBytes: null };
  assertMatch(tableOf(without), /3000 \(2990–3160\) +– +2\.3 s +– +61 %/);
});

function tableOf(row: Row): string {
  const machine = { cpu: "", cores: 1, avx512: "no", system: "" } as const;
  const sections = [{ batch: 2, steps: 2, rows: [row], matmul: row.imagesPerSecond }];
  return reportText({ date: "", machine, rounds: 1, sections, parts: [], leftOut: [] });
}

Deno.test("reportText() compares rows round by round", () => {
  const row = (name: Row["name"], rounds: number[]): Row => {
    const imagesPerSecond = spreadOf(rounds);
    return {
      name,
      label: name,
      software: "",
      imagesPerSecond,
      rounds,
      startSeconds: 1,
      peakBytes: null,
      peakShare: 1,
    };
  };
  const rows = [
    row("best", [100, 50, 100]),
    row("ours", [150, 100, 160]),
    row("oursBfloat16", [300, 300, 160]),
  ];
  const sections = [{ batch: 2, steps: 2, rows, matmul: spreadOf([1]) }];
  const machine = { cpu: "", cores: 1, avx512: "no", system: "" } as const;
  const text = reportText({ date: "", machine, rounds: 3, sections, parts: [], leftOut: [] });
  assertStringIncludes(
    text,
    "ours: 1.60 (1.50–2.00) times best\noursBfloat16: 2.00 (1.00–3.00) times ours",
  );
});

Deno.test("measureSection() leaves an optional program out that cannot run, and says why", async () => {
  const broken = ["eval", "console.error('no bfloat16 here'); Deno.exit(1)"];
  const ours = programsFor({}, { batch: 8 }).find(({ name }) => name === "ours")!;
  const optional = { ...named("oursBfloat16", [Deno.execPath(), ...broken]), optional: true };
  const leftOut: string[] = [], report = () => {};
  const options = { batch: 8, rounds: 1, report, leaveOut: (line: string) => leftOut.push(line) };
  const programs = [{ ...ours, command: [...ours.command, "--warm-up", "1"] }, optional];
  if (findNativeEngine()) {
    const { rows } = await measureSection(programs, options);
    assertEquals(rows.map(({ name }) => name), ["ours"]);
    assertEquals(leftOut, ["the oursBfloat16 ended with exit code 1: no bfloat16 here"]);
  }
  await assertRejects(
    () => measureSection([{ ...optional, optional: false }], options),
    Error,
    "no bfloat16 here",
  );
});

Deno.test("startChild() names the program that ends, and its last words", async () => {
  const program = named("article", [
    Deno.execPath(),
    "eval",
    "console.error('first'); console.error('no such thing'); Deno.exit(3)",
  ]);
  await assertRejects(
    () => startChild(program),
    Error,
    "the article ended with exit code 3: no such thing",
  );
});

Deno.test("startChild() ends a program that prints something else", async () => {
  const program = named("article", [
    Deno.execPath(),
    "eval",
    "console.log('hello'); for await (const _ of Deno.stdin.readable);",
  ]);
  await assertRejects(() => startChild(program), Error, `the article: it printed "hello"`);
});

Deno.test("our_steps.ts trains and multiplies on demand", async () => {
  const [program] = programsFor({}, { batch: 8 }); // in float32
  const child = await startChild({ ...program, command: [...program.command, "--warm-up", "1"] });
  try {
    const { imagesPerSecond, loss } = await child.steps(2);
    assert(imagesPerSecond > 0 && imagesPerSecond < 1e6);
    assert(loss > 0.5 && loss < 4, `loss ${loss}`); // chance is ln 10 = 2.3, and the article's scale of 1 keeps it near
    const next = await child.steps(1);
    assert(next.loss !== loss, "it does not train");
    assert(child.startSeconds > 0.05 && child.startSeconds < 60);
    if (child.ready.software.startsWith("native")) {
      assert((await child.matmul(1)).gigaflopsPerSecond > 1);
    }
  } finally {
    await child.stop();
  }
});

Deno.test("partsText() says what was measured beside the step", () => {
  const head = { part: "head", name: "arcface", size: 128, batch: 256, peakBytes: 5e8 } as const;
  const parts: Part[] = [
    { part: "epoch", images: 60_000, seconds: 110, steps: 100, times: 1.1 },
    { part: "embed", images: 10_000, seconds: 4.321 },
    { ...head, classes: 10, seconds: 0.0123 },
    { ...head, classes: 100_000, seconds: 1.5 },
    { part: "figure", points: 60_000, svgSeconds: 0.094, pngSeconds: 0.344 },
  ];
  const text = partsText(parts).join("\n");
  for (
    const words of [
      "1.100 times its steps",
      "10000 images: 4.32 s",
      "12.3 ms",
      "1500.0 ms",
      "0.344 s",
    ]
  ) {
    assertStringIncludes(text, words);
  }
  assertEquals(partsText([]), []);
});

Deno.test("benchChart() has a group a batch size and a bar a program", () => {
  const machine = { cpu: "a CPU", cores: 2, avx512: "no", system: "linux" } as const;
  const spread = (median: number) => ({ median, min: median, max: median });
  const row = (label: string, rate: number) =>
    ({
      name: "ours",
      label,
      software: "",
      imagesPerSecond: spread(rate),
      rounds: [rate],
    }) as unknown as Row;
  const sections = [1024, 256].map((batch) => ({
    batch,
    steps: 4,
    rows: [row("theirs", 380), row("this library", 730)],
    matmul: spread(140),
  }));
  const { svg } = benchChart({ date: "", machine, rounds: 5, sections, parts: [], leftOut: [] });
  for (const words of ["batch 1024", "batch 256", "this library", ">730<"]) {
    assertStringIncludes(svg, words);
  }
});
