/** The results as text. */
import { type MachineInfo, machineText } from "../machine.ts";
import { type Part, partsText } from "./parts.ts";
import type { Row, Section } from "./section.ts";
import { tableText } from "./table_text.ts";
import { ratiosTo, type Spread, spreadOf } from "./statistics.ts";

/** All results of one run of the task; what `--json` writes. */
export interface BenchReport {
  /** When the measurement ended, ISO 8601. */
  date: string;
  machine: MachineInfo;
  /** The warning if the machine was busy. */
  busy?: string;
  rounds: number;
  sections: Section[];
  /** What was measured besides the step; empty if not requested. */
  parts: Part[];
  /** Missing rows, and why. */
  leftOut: string[];
}

/** Header, what is timed, one table per batch size, and what was left out. */
export function reportText(report: BenchReport): string {
  const { machine, busy, rounds, sections, parts, leftOut } = report;
  const software = new Set(sections.flatMap(({ rows }) => rows.map((row) => row.software)));
  return [
    `machine: ${machineText(machine)}`,
    ...(busy ? [busy] : []),
    `software: ${[...software].join("; ")}`,
    "",
    ...TIMED,
    ...sections.flatMap((section) => ["", ...sectionText(section, rounds)]),
    ...(parts.length ? ["", ...partsText(parts)] : []),
    ...(leftOut.length ? ["", ...leftOut.map((line) => `left out: ${line}`)] : []),
  ].join("\n");
}

const TIMED = [
  "One step: forward, backward and Adam at 5e-4 of the article's network and head. Both sides take the same images, made into",
  "batches beforehand; ours also reads its loss every step. Medians (smallest–largest round); ratios are taken round by round.",
];

const TITLES = [
  "",
  "images/s",
  "× article's code",
  "start to first step",
  "peak memory",
  "of matmul peak",
];

function sectionText({ batch, steps, rows, matmul }: Section, rounds: number): string[] {
  const title =
    `batch ${batch}, ${rounds} ${rounds === 1 ? "round" : "rounds"} of ${steps} steps, ` +
    `matmul 2048³ ${spread(matmul, 0)} GFLOP/s`;
  return [title, ...tableText([TITLES, ...rows.map(cellsOf)]), ...comparisonsText(rows)];
}

/** Which row's rate is given as a multiple of which other. */
const COMPARED: [Row["name"], Row["name"]][] = [
  ["ours", "best"],
  ["oursBfloat16", "ours"],
  ["oursBfloat16", "bestBfloat16"],
];

function comparisonsText(rows: Row[]): string[] {
  return COMPARED.flatMap(([name, reference]) => {
    const [one, other] = [name, reference].map((name) => rows.find((row) => row.name === name));
    if (!one || !other) return [];
    return `${one.label}: ${
      spread(spreadOf(ratiosTo(other.rounds, one.rounds)), 2)
    } times ${other.label}`;
  });
}

function cellsOf(row: Row): string[] {
  return [
    row.label,
    spread(row.imagesPerSecond, 0),
    row.timesArticle ? spread(row.timesArticle, 2) : "–",
    `${row.startSeconds.toFixed(1)} s`,
    row.peakBytes === null ? "–" : `${Math.round(row.peakBytes / 1e6)} MB`,
    `${Math.round(100 * row.peakShare)} %`,
  ];
}

function spread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}
