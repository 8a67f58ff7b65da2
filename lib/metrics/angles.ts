import { InputError } from "../errors.ts";
import { asTyped, type Labelled } from "./_labelled.ts";
import { angleToUnit, norm, row } from "./_unit.ts";

/** What {@linkcode classAngles} measures, for one class. */
export interface ClassAngle {
  /** Non-zero embeddings. */
  count: number;
  /** Zero embeddings: they have no direction and are left out. */
  zeroes: number;
  /** Mean angle to the class mean, degrees; NaN for a class without a mean. */
  intraClassAngle: number;
}

/** What {@linkcode classAngles} measures. Degrees; NaN where undefined. */
export interface ClassAngles {
  /** Mean angle between an embedding and its class mean, over all embeddings. */
  intraClassAngle: number;
  /** Smallest angle between two class means. */
  nearestClassAngle: number;
  /** The two classes with that angle, in ascending order; absent with fewer than two means. */
  nearestClasses?: [number, number];
  /** Per class, `[C]`. */
  perClass: ClassAngle[];
  /** Zero embeddings in all classes. */
  zeroes: number;
}

/** Below this, the norm of a mean of unit vectors is float32 rounding: they cancel out. */
const MIN_MEAN_NORM = 1e-6;

/**
 * Angular spread within classes, and separation between them.
 *
 * A class mean is the normalised mean of the class's unit embeddings. Zero embeddings are left out
 * and counted in `zeroes`. A class without embeddings, or whose embeddings cancel out, has no mean
 * and is left out too.
 *
 * @param labelled Embeddings `[N, D]`, labels `[N]`, number of classes; other fields are ignored.
 * @throws {InputError} Mismatched lengths, an invalid label, or an embedding that is not finite
 * (names its index).
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const angles = classAngles({
 *   embeddings: Float32Array.of(1, 0, 5, 0, 0, 1, 0, 7), // two classes, along the two axes
 *   embeddingSize: 2,
 *   labels: Int32Array.of(0, 0, 1, 1),
 *   classes: 2,
 * });
 * assertEquals(angles.intraClassAngle, 0);
 * assertAlmostEquals(angles.nearestClassAngle, 90);
 * ```
 */
export function classAngles(
  labelled: Labelled & { classes: number },
): ClassAngles {
  const measured = { ...labelled, embeddings: asTyped(labelled.embeddings) };
  checkShapes(measured);
  const norms = finiteNorms(measured); // [N]
  const means = classMeans(measured, norms); // [C] of [D]
  const perClass = anglesPerClass(measured, norms, means); // [C]
  const counted = perClass.filter(({ intraClassAngle }) => !Number.isNaN(intraClassAngle));
  const images = counted.reduce((sum, { count }) => sum + count, 0);
  const total = counted.reduce(
    (sum, { count, intraClassAngle }) => sum + count * intraClassAngle,
    0,
  );
  return {
    intraClassAngle: total / images, // NaN for 0 / 0 is intended
    ...nearestMeans(means),
    perClass,
    zeroes: perClass.reduce((sum, { zeroes }) => sum + zeroes, 0),
  };
}

interface Measured extends Omit<Labelled, "embeddings"> {
  embeddings: Float32Array | Float64Array;
  classes: number;
}

function checkShapes({ embeddings, embeddingSize, labels, classes }: Measured) {
  if (embeddings.length !== labels.length * embeddingSize) {
    throw new InputError(
      `classAngles: ${embeddings.length} numbers are not ${labels.length} embeddings of ${embeddingSize}; give each embedding one label`,
    );
  }
  const index = Array.from(labels).findIndex((label) =>
    !(Number.isInteger(label) && label >= 0 && label < classes)
  );
  if (index !== -1) {
    throw new InputError(
      `classAngles: labels[${index}] is ${labels[index]}, but classes are 0 to ${
        classes - 1
      }; raise \`classes\``,
    );
  }
}

function finiteNorms({ embeddings, embeddingSize, labels }: Measured): Float64Array {
  return Float64Array.from(labels, (_, i) => {
    const embedding = row(embeddings, i, embeddingSize);
    const length = norm(embedding);
    if (Number.isFinite(length)) return length;
    const value = embedding.find((number) => !Number.isFinite(number));
    throw new InputError(
      `classAngles: embedding ${i} holds ${value}; look for the step where training diverged, and lower the learning rate`,
    );
  });
}

/** The class means, unit vectors `[D]`; undefined for a class without one. */
function classMeans({ embeddings, embeddingSize, labels, classes }: Measured, norms: Float64Array) {
  const sums = new Float64Array(classes * embeddingSize); // [C, D]
  const counts = new Uint32Array(classes);
  for (let i = 0; i < labels.length; i++) {
    if (norms[i] === 0) continue;
    counts[labels[i]]++;
    const target = labels[i] * embeddingSize, start = i * embeddingSize;
    for (let d = 0; d < embeddingSize; d++) sums[target + d] += embeddings[start + d] / norms[i];
  }
  return Array.from(counts, (count, c) => {
    const sum = row(sums, c, embeddingSize);
    const length = norm(sum);
    return length > MIN_MEAN_NORM * count ? sum.map((value) => value / length) : undefined;
  });
}

function anglesPerClass(
  { embeddings, embeddingSize, labels, classes }: Measured,
  norms: Float64Array,
  means: (ArrayLike<number> | undefined)[],
): ClassAngle[] {
  const totals = new Float64Array(classes),
    counts = new Uint32Array(classes),
    zeroes = new Uint32Array(classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i], mean = means[label];
    if (norms[i] === 0) zeroes[label]++;
    else counts[label]++;
    if (norms[i] > 0 && mean) {
      totals[label] += angleToUnit(row(embeddings, i, embeddingSize), norms[i], mean);
    }
  }
  return means.map((mean, c) => ({
    count: counts[c],
    zeroes: zeroes[c],
    intraClassAngle: mean ? totals[c] / counts[c] : NaN,
  }));
}

type Nearest = Pick<ClassAngles, "nearestClassAngle" | "nearestClasses">;

function nearestMeans(means: (ArrayLike<number> | undefined)[]): Nearest {
  let nearest: Nearest = { nearestClassAngle: NaN };
  for (const [a, mean] of means.entries()) {
    for (let b = a + 1; mean && b < means.length; b++) {
      const other = means[b];
      if (!other) continue;
      const angle = angleToUnit(other, 1, mean);
      // Not `<`: the first angle must replace NaN.
      if (!(angle >= nearest.nearestClassAngle)) {
        nearest = { nearestClassAngle: angle, nearestClasses: [a, b] };
      }
    }
  }
  return nearest;
}
