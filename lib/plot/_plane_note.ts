import type { Embeddings } from "../types.ts";
import type { Projection } from "./principal_components.ts";

/** What a title must say of a plane that is not the embedding space itself. */
export function planeNote(embeddingSize: number): string {
  if (embeddingSize === 1) return "(one dimension, a row a class)";
  if (embeddingSize === 2) return "";
  return "(first two principal components)";
}

/** Spread one dimension into a row a class, class 0 on top; other projections stay as they are. */
export function inRows(projection: Projection, { embeddingSize, labels, classes }: Embeddings): Projection {
  if (embeddingSize !== 1) return projection;
  const { points } = projection;
  let low = 0, high = 0;
  for (const value of points) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const step = ((high - low) || 1) / classes;
  const rows = points.map((value, k) => k % 2 ? step * ((classes - 1) / 2 - labels[k >> 1]) : value);
  return { ...projection, points: rows };
}
