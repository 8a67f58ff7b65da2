/** What a run prints: to stdout for people, or records alone with --json. */
import type { EpochRecord } from "../../types.ts";
import type { TrainFlags } from "./flags.ts";

/** Where lines go. */
export interface Report {
  /** For people: not with --quiet; on stderr with --json. */
  line(text: string): void;
  /** One a finished epoch. */
  record(record: EpochRecord): void;
}

export function reportFor({ quiet, json }: Pick<TrainFlags, "quiet" | "json">): Report {
  const line = quiet ? () => {} : json ? console.error : console.log;
  return {
    line,
    record: (record) => json ? console.log(JSON.stringify(record)) : line(record.summary),
  };
}

/** The run's epochs as a table. */
export function summaryTable(records: EpochRecord[]): string {
  const rows = records.map((record) => [
    String(record.epoch),
    record.trainLoss.toFixed(4),
    record.testLoss.toFixed(4),
    `${(100 * record.testAccuracy).toFixed(2)} %`,
    `${record.intraClassAngle?.toFixed(2)}°`,
    `${record.nearestClassAngle?.toFixed(2)}°`,
    String(Math.round(record.imagesPerSecond)),
  ]);
  const titles = [
    "epoch",
    "train loss",
    "test loss",
    "test accuracy",
    "within a class",
    "nearest classes",
    "images/s",
  ];
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i].length))
  );
  const line = (cells: string[]) => cells.map((cell, i) => cell.padStart(widths[i])).join("   ");
  return [line(titles), ...rows.map(line)].join("\n");
}
