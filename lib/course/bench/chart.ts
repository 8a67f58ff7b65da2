/** The steps' rates as a figure. */
import { plotBars } from "../../plot/mod.ts";
import type { Figure } from "../../types.ts";
import { machineText } from "../machine.ts";
import type { BenchReport } from "./report.ts";

/** Images per second of each program, one group per batch size. */
export function benchChart({ machine, busy, sections, rounds }: BenchReport): Figure {
  const labels = [...new Set(sections.flatMap(({ rows }) => rows.map(({ label }) => label)))];
  const rateOf = (label: string) =>
    sections.map(({ rows }) =>
      rows.find((row) => row.label === label)?.imagesPerSecond.median ?? 0
    );
  return plotBars(Object.fromEntries(labels.map((label) => [label, rateOf(label)])), {
    labels: sections.map(({ batch }) => `batch ${batch}`),
    title: "Training steps, images a second",
    subtitle: `${machineText(machine)}; ${roundsText(rounds)}${
      busy ? "; the machine was busy" : ""
    }`,
    format: (value) => String(Math.round(value)),
  });
}

function roundsText(rounds: number): string {
  return rounds === 1 ? "one round" : `medians of ${rounds} interleaved rounds`;
}
