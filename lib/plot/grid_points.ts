import { InputError } from "../errors.ts";
import type { Embeddings } from "../types.ts";
import { checkDomain, type Domain, squareDomain } from "./_domain.ts";
import { projectToPlane } from "./principal_components.ts";

/**
 * The centres of `size` × `size` equal cells of a part of the plane, row by row from the top, each
 * row from the left: points to predict classes at for {@linkcode plotDecisionRegions}.
 *
 * @returns `[size², 2]`, row by row.
 * @throws {InputError} The domain or the size cannot be drawn.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const points = gridPoints({ x: [0, 4], y: [0, 4] }, 2);
 * assertEquals([...points], [1, 3, 3, 3, 1, 1, 3, 1]);
 * ```
 */
export function gridPoints(domain: Domain, size: number): Float32Array {
  const { x, y } = checkDomain(domain), side = checkSize(size);
  const points = new Float32Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    points[2 * i] = x[0] + (i % side + 0.5) / side * (x[1] - x[0]);
    points[2 * i + 1] = y[1] - (Math.floor(i / side) + 0.5) / side * (y[1] - y[0]);
  }
  return points;
}

/** Reject a number of cells that is invalid, or more than a figure can show. */
export function checkSize(size: number): number {
  if (Number.isInteger(size) && size >= 2 && size <= 1000) return size;
  throw new InputError(`size: is ${size}; give a whole number of cells a side, from 2 to 1000`);
}

/**
 * The square around embeddings and the origin that {@linkcode plotEmbeddings} draws, to be passed
 * to several figures or to {@linkcode gridPoints}.
 *
 * @param embeddings Two-dimensional.
 * @param options.share Share of the points along each axis that it must contain, 1 for all.
 * @param options.room Padding, as a fraction of the side.
 * @throws {InputError} Arrays that do not match, contain NaN, or are not two-dimensional.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const labels = new Int32Array([0, 1]);
 * const embeddings = { embeddings: Float32Array.of(4, 0, 0, 2), embeddingSize: 2, labels, predicted: labels, classes: 2 };
 * assertEquals(planeDomain(embeddings, { room: 0 }), { x: [0, 4], y: [-1, 3] });
 * ```
 */
export function planeDomain(
  embeddings: Embeddings,
  { share = 1, room = 0.04 }: { share?: number; room?: number } = {},
): Domain {
  if (!(share > 0 && share <= 1)) {
    throw new InputError(`share: is ${share}; give a share of the points, 1 for all`);
  }
  if (embeddings.embeddingSize !== 2) {
    throw new InputError(
      `embeddings: of size ${embeddings.embeddingSize}; a part of the plane needs size 2`,
    );
  }
  return squareDomain([projectToPlane(embeddings)], { share, room });
}
