/** Fewer images of classes that were never trained, where all pairs of them would take minutes. */
import type { Embeddings } from "../types.ts";

/** 50 million pairs of 128 numbers take some five seconds. */
const MOST = 10_000;
/** Of so many classes, as that leaves four images each. */
const MOST_CLASSES = 2500;

/**
 * All embeddings, or about 10,000: of at most 2,500 classes, evenly chosen, a share of each one's
 * images, but two at least, without which nothing can be found.
 */
export function someStrangers(embeddings: Embeddings): Embeddings {
  const { labels, embeddingSize: size } = embeddings;
  if (labels.length <= MOST) return embeddings;
  const classes = evenly([...rowsByClass(labels).values()], MOST_CLASSES);
  const share = MOST / classes.reduce((sum, rows) => sum + rows.length, 0);
  const rows = classes.flatMap((own) => evenly(own, Math.max(2, Math.round(share * own.length))));
  rows.sort((a, b) => a - b);
  const numbers = new Float32Array(rows.length * size);
  for (const [at, row] of rows.entries()) {
    numbers.set(embeddings.embeddings.subarray(row * size, (row + 1) * size), at * size);
  }
  const labelsOf = (all: Int32Array) => Int32Array.from(rows, (row) => all[row]);
  const predicted = labelsOf(embeddings.predicted);
  return { ...embeddings, embeddings: numbers, labels: labelsOf(labels), predicted };
}

function rowsByClass(labels: Int32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const own = rows.get(label);
    if (own) own.push(row);
    else rows.set(label, [row]);
  }
  return rows;
}

/** At most so many of a list, evenly spaced. */
function evenly<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(all.length, most);
  return Array.from({ length: count }, (_, k) => all[Math.floor(k * all.length / count)]);
}
