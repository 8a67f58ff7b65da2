import type { EpochRecord, TestResult } from "../types.ts";

/** A test result as text, if there is one: `test accuracy 98.10 %`. */
export function resultText({ testAccuracy, equalErrorRate }: TestResult): string | undefined {
  const parts = [
    testAccuracy !== undefined && `test accuracy ${percent(testAccuracy)}`,
    equalErrorRate !== undefined && `equal error rate ${percent(equalErrorRate)}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : undefined;
}

/** One-line summary of an epoch. */
export function summarize(record: Omit<EpochRecord, "summary">, epochs: number): string {
  const { epoch, trainLoss, ema, seconds, imagesPerSecond } = record;
  const { intraClassAngle, nearestClassAngle } = record;
  return [
    `epoch ${epoch}/${epochs}`,
    `loss ${trainLoss.toFixed(3)}`,
    resultText(record),
    ema && `averaged ${resultText(ema)}`,
    intraClassAngle !== undefined && `within a class ${degrees(intraClassAngle)}`,
    nearestClassAngle !== undefined && `nearest classes ${degrees(nearestClassAngle)}`,
    `${Math.round(imagesPerSecond)} images/s`,
    `${seconds.toFixed(0)} s`,
  ].filter(Boolean).join(" · ");
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

/** An undefined angle, as with fewer than two classes, is null in a log. */
const degrees = (angle: number | null) =>
  angle === null || Number.isNaN(angle) ? "–" : `${angle.toFixed(1)}°`;
