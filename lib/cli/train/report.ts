/** What a run prints: text to stdout, or only records with --json. */
import { InputError } from "../../errors.ts";
import { systemReason } from "../../platform.ts";
import type { EpochRecord } from "../../types.ts";
import { printable } from "../_printable.ts";
import type { TrainFlags } from "./flags.ts";

/** Where lines go. */
export interface Report {
  /** Text: none with --quiet; on stderr with --json. */
  line(text: string): void;
  /** One per finished epoch. */
  record(record: EpochRecord): void;
}

export function reportFor({ quiet, json }: Pick<TrainFlags, "quiet" | "json">): Report {
  const print = quiet ? () => {} : json ? console.error : console.log;
  const line = (text: string) => written(() => print(printable(text)));
  return {
    line,
    record: (record) =>
      json ? written(() => console.log(JSON.stringify(record))) : line(record.summary),
  };
}

/** A full disk behind stdout ends the run, which is saved up to its last epoch by then. */
function written(print: () => void): void {
  try {
    print();
  } catch (error) {
    throw new InputError(
      `the output cannot be written (${
        systemReason(error)
      }); finished epochs are saved: free some space, then --resume`,
    );
  }
}

/** A number that a log may lack: NaN is null there. */
function shown(value: number | null | undefined, text: (value: number) => string): string {
  return value === null || value === undefined || Number.isNaN(value) ? "–" : text(value);
}

type Columns = Record<string, (record: EpochRecord) => string>;

/** With columns of unseen classes where there are such. */
function columnsOf(records: EpochRecord[]): Columns {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const degrees = (angle: number) => `${angle.toFixed(2)}°`;
  const isOpen = records.some(({ equalErrorRate }) => equalErrorRate !== undefined);
  const isClosed = !isOpen || records.some(({ testLoss }) => testLoss !== undefined);
  return {
    "epoch": ({ epoch }) => String(epoch),
    "train loss": ({ trainLoss }) => trainLoss.toFixed(4),
    ...(isClosed && {
      "test loss": ({ testLoss }) => shown(testLoss, (loss) => loss.toFixed(4)),
      "test accuracy": ({ testAccuracy }) => shown(testAccuracy, percent),
    }),
    ...(isOpen && {
      "equal errors": ({ equalErrorRate }) => shown(equalErrorRate, percent),
      "TAR at FAR 0.1 %": ({ trueAcceptRate }) => shown(trueAcceptRate, percent),
      ...(records.some(({ pairAccuracy }) => pairAccuracy !== undefined) && {
        "pairs right": ({ pairAccuracy }: EpochRecord) => shown(pairAccuracy, percent),
      }),
      "rank 1": ({ rank1 }) => shown(rank1, percent),
    }),
    "within a class": ({ intraClassAngle }) => shown(intraClassAngle, degrees),
    "nearest classes": ({ nearestClassAngle }) => shown(nearestClassAngle, degrees),
    "images/s": ({ imagesPerSecond }) => String(Math.round(imagesPerSecond)),
  };
}

/** The run's epochs as a table. */
export function summaryTable(records: EpochRecord[]): string {
  const columns = columnsOf(records), titles = Object.keys(columns);
  const rows = records.map((record) => titles.map((title) => columns[title](record)));
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i].length))
  );
  const line = (cells: string[]) => cells.map((cell, i) => cell.padStart(widths[i])).join("   ");
  return [line(titles), ...rows.map(line)].join("\n");
}
