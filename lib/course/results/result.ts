/** What the README's table of results keeps of a run. */
import type { TestedRecord } from "../../types.ts";
import type { MeasuredRun } from "../measured_runs.ts";
import type { Recorded } from "./recorded.ts";

/** What is kept of a run. */
export type Result = MeasuredRun;

/** All results, and the machine they were measured on. */
export type Results = Recorded<Result>;

/** The numbers of a finished run. */
export function resultFrom(
  method: string,
  { seed, records }: { seed: number; records: TestedRecord[] },
): Result {
  const { testAccuracy, intraClassAngle, nearestClassAngle } = records.at(-1)!;
  const trainLoss = Math.min(...records.map((record) => record.trainLoss));
  return { method, seed, testAccuracy, intraClassAngle, nearestClassAngle, trainLoss };
}
