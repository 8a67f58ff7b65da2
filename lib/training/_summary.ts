import type { EpochRecord } from "../types.ts";

/** An epoch in one line. */
export function summarize(record: Omit<EpochRecord, "summary">, epochs: number): string {
  const {
    epoch,
    trainLoss,
    testAccuracy,
    intraClassAngle,
    nearestClassAngle,
    seconds,
    imagesPerSecond,
  } = record;
  return [
    `epoch ${epoch}/${epochs}`,
    `loss ${trainLoss.toFixed(3)}`,
    `test accuracy ${(100 * testAccuracy).toFixed(2)} %`,
    `within a class ${intraClassAngle.toFixed(1)}°`,
    `nearest classes ${nearestClassAngle.toFixed(1)}°`,
    `${Math.round(imagesPerSecond)} images/s`,
    `${seconds.toFixed(0)} s`,
  ].join(" · ");
}
