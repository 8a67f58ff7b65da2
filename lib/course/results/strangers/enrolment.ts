/** Names enrolled by a few images each, and how well others of them are told. */
import { Gallery } from "../../../inference/mod.ts";
import { detectionAndIdentificationRate, identification } from "../../../metrics/mod.ts";
import { type Random, shuffledIndices } from "../../../random.ts";
import type { Embeddings } from "../../../types.ts";

/** Embeddings of some classes, by label. */
export type Labelled = Pick<Embeddings, "embeddings" | "embeddingSize" | "labels">;

/** Rates 0 … 1. */
export interface Enrolment {
  /** Images of an enrolled name whose nearest name is their own. */
  rankOne: number;
  /** The same within the threshold that one in a hundred images of others reaches. */
  detected: number;
}

/** Share of images of nobody enrolled that may be taken for somebody. */
export const FALSE_ALARMS = 0.01;

/**
 * Enrol some images of each label, and identify the others, and images of nobody enrolled.
 *
 * @param count Images of each name.
 */
export function enrolled(
  known: Labelled,
  others: Labelled,
  { count, random }: { count: number; random: Random },
): Enrolment {
  const { chosen, left } = drawn(known, count, random), size = known.embeddingSize;
  const gallery = new Gallery({ checksum: "", embeddingSize: size });
  const labels = [...chosen.keys()];
  for (const [label, rows] of chosen) gallery.enrol(String(label), rowsOf(known, rows).embeddings);
  const probes = joined(rowsOf(known, left), others);
  const found = identification(
    { embeddings: gallery.means(), embeddingSize: size, labels },
    probes,
  );
  return {
    rankOne: found.cumulativeMatch[0],
    detected: detectionAndIdentificationRate(found, FALSE_ALARMS).rate,
  };
}

/** Some rows of each label, and the rows that are left. */
function drawn(
  { labels }: Labelled,
  count: number,
  random: Random,
): { chosen: Map<number, number[]>; left: number[] } {
  const chosen = new Map<number, number[]>(), left: number[] = [];
  for (const row of shuffledIndices(labels.length, random)) {
    const own = chosen.get(labels[row]) ?? [];
    if (own.length < count) chosen.set(labels[row], [...own, row]);
    else left.push(row);
  }
  return { chosen, left };
}

/** The rows of these labels. */
export function withLabels(all: Labelled, labels: ReadonlySet<number>): Labelled {
  return rowsOf(all, Array.from(all.labels.keys()).filter((row) => labels.has(all.labels[row])));
}

function rowsOf({ embeddings, embeddingSize: size, labels }: Labelled, rows: number[]): Labelled {
  const own = new Float32Array(rows.length * size);
  for (const [at, row] of rows.entries()) {
    own.set(embeddings.subarray(row * size, (row + 1) * size), at * size);
  }
  return {
    embeddings: own,
    embeddingSize: size,
    labels: Int32Array.from(rows, (row) => labels[row]),
  };
}

/** One set after the other; the labels of the second beyond those of the first. */
function joined(first: Labelled, second: Labelled): Labelled {
  const beyond = first.labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const embeddings = new Float32Array(first.embeddings.length + second.embeddings.length);
  embeddings.set(first.embeddings);
  embeddings.set(second.embeddings, first.embeddings.length);
  const labels = Int32Array.from([
    ...first.labels,
    ...second.labels.map((label) => label + beyond),
  ]);
  return { embeddings, embeddingSize: first.embeddingSize, labels };
}
