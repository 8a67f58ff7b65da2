import type { Embeddings } from "../types.ts";
import { checkEmbeddings } from "./_checks.ts";
import { leadingEigenvector } from "./_eigenvectors.ts";

/** How embeddings are projected onto a plane: p = axes · (x − mean). */
export interface PlaneAxes {
  /** `[2, D]`, row by row, orthonormal rows. */
  axes: Float64Array;
  /** `[D]`. */
  mean: Float64Array;
  /**
   * Share of the variance along each axis, 0 … 1; not computed for D ≤ 2, where the plane shows
   * everything.
   */
  explained: [number, number];
}

/** Embeddings on a plane. */
export interface Projection extends PlaneAxes {
  /** `[N, 2]`, row by row. */
  points: Float64Array;
  /** `[C, 2]`, row by row: the prototypes with the same axes and mean, if any. */
  prototypes?: Float64Array;
  /** Position of the zero embedding, from which angles are measured. */
  origin: [number, number];
}

/**
 * Number of rows used to compute the axes: enough for two directions, and fast with many
 * dimensions.
 */
const mostRows = 4000;

/**
 * Project embeddings onto a plane: unchanged for D = 2, by their first two principal components for
 * more, and for D = 1 along a line with a second coordinate of 0.
 *
 * @param embeddings From `embed`.
 * @param axes Those of another projection, so that figures are comparable.
 * @throws {InputError} Arrays that do not match, or contain NaN.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const labels = new Int32Array([0, 1]);
 * const embeddings = Float32Array.of(1, 2, 3, 4);
 * const plane = projectToPlane({ embeddings, embeddingSize: 2, labels, predicted: labels, classes: 2 });
 * assertEquals([...plane.points], [1, 2, 3, 4]);
 * ```
 */
export function projectToPlane(embeddings: Embeddings, axes?: PlaneAxes): Projection {
  checkEmbeddings(embeddings);
  const D = embeddings.embeddingSize;
  const plane = axes ?? (D <= 2 ? identityAxes(D) : principalAxes(embeddings.embeddings, D));
  if (plane.mean.length !== D) {
    throw new RangeError(
      `projectToPlane: the axes are for ${plane.mean.length} dimensions, the embeddings have ${D}`,
    );
  }
  const [x, y] = project(new Float64Array(D), plane);
  return {
    ...plane,
    points: project(embeddings.embeddings, plane),
    prototypes: embeddings.prototypes && project(embeddings.prototypes, plane),
    origin: [x, y],
  };
}

function identityAxes(D: number): PlaneAxes {
  const axes = new Float64Array(2 * D);
  axes[0] = 1;
  if (D === 2) axes[3] = 1;
  return { axes, mean: new Float64Array(D), explained: [1, 1] };
}

/** `[N, D]` → `[N, 2]`. */
function project(rows: ArrayLike<number>, { axes, mean }: PlaneAxes): Float64Array {
  const D = mean.length, N = rows.length / D;
  const points = new Float64Array(N * 2);
  for (let i = 0; i < N; i++) {
    for (let d = 0; d < D; d++) {
      const value = rows[i * D + d] - mean[d];
      points[2 * i] += axes[d] * value;
      points[2 * i + 1] += axes[D + d] * value;
    }
  }
  return points;
}

function principalAxes(rows: Float32Array, D: number): PlaneAxes {
  const { mean, covariance } = moments(rows, D);
  const total = Array.from({ length: D }, (_, d) => covariance[d * D + d]).reduce(
    (a, b) => a + b,
    0,
  );
  const first = leadingEigenvector(covariance, D);
  const second = leadingEigenvector(covariance, D, first.vector);
  const axes = Float64Array.from([...first.vector, ...second.vector]);
  const share = (value: number) => total > 0 ? value / total : 0;
  return { axes, mean, explained: [share(first.value), share(second.value)] };
}

/** Mean `[D]` and covariance `[D, D]` of evenly chosen rows. */
function moments(rows: Float32Array, D: number): { mean: Float64Array; covariance: Float64Array } {
  const N = rows.length / D, used = Math.min(N, mostRows);
  const rowAt = (k: number) => Math.floor(k * N / used) * D;
  const mean = new Float64Array(D),
    covariance = new Float64Array(D * D),
    centred = new Float64Array(D);
  for (let k = 0; k < used; k++) for (let d = 0; d < D; d++) mean[d] += rows[rowAt(k) + d] / used;
  for (let k = 0; k < used; k++) {
    for (let d = 0; d < D; d++) centred[d] = rows[rowAt(k) + d] - mean[d];
    for (let a = 0; a < D; a++) {
      for (let b = 0; b <= a; b++) covariance[a * D + b] += centred[a] * centred[b] / used;
    }
  }
  for (let a = 0; a < D; a++) {
    for (let b = 0; b < a; b++) covariance[b * D + a] = covariance[a * D + b];
  }
  return { mean, covariance };
}
