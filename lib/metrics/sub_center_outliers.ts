import { InputError } from "../errors.ts";
import { countsOf, type Labelled, unitRows, unitVectors } from "./_labelled.ts";
import { angleToUnit, row } from "./_unit.ts";

/**
 * Images that sub-center ArcFace drops before retraining: those more than 75° from the dominant
 * prototype of their class, the one of its K that is nearest to most of the class's embeddings.
 *
 * Source: Deng et al., "Sub-center ArcFace" (ECCV 2020), §3.3.
 *
 * @param labelled Embeddings `[N, D]` of the training set, and labels.
 * @param prototypes `[C·K, D]`, class by class.
 * @param options.subCenters K.
 * @param options.maxAngle Degrees.
 * @returns Their indices, ascending.
 * @throws {InputError} Mismatched lengths, or a vector that is not finite or zero.
 */
export function subCenterOutliers(
  labelled: Labelled,
  prototypes: Float32Array | readonly number[],
  { subCenters, maxAngle = 75 }: { subCenters: number; maxAngle?: number },
): number[] {
  const { labels, embeddingSize: size } = labelled, rows = prototypes.length / size;
  const x = unitRows("subCenterOutliers", labelled);
  const classes = countsOf(labels).length;
  if (!Number.isInteger(rows) || classes * subCenters > rows) {
    throw new InputError(
      `subCenterOutliers: ${prototypes.length} numbers are not prototypes of ${size} for ${classes} classes with ${subCenters} each; give those of the same model`,
    );
  }
  const w = unitVectors("subCenterOutliers", prototypes, { size, what: "prototype" });
  const angle = (i: number, r: number) => angleToUnit(row(x, i, size), 1, row(w, r, size));
  const votes = new Uint32Array(rows);
  const ownRows = (label: number) =>
    Array.from({ length: subCenters }, (_, k) => label * subCenters + k);
  for (let i = 0; i < labels.length; i++) {
    const own = ownRows(labels[i]);
    votes[own.reduce((best, r) => angle(i, r) < angle(i, best) ? r : best)]++;
  }
  const dominant = Array.from(
    { length: classes },
    (_, c) => ownRows(c).reduce((best, r) => votes[r] > votes[best] ? r : best),
  );
  return Array.from(labels, (_, i) => i).filter((i) => angle(i, dominant[labels[i]]) > maxAngle);
}
