import { InputError } from "../errors.ts";
import { cosinesInto, countsOf, type Labelled, unitRows } from "./_labelled.ts";

/** Identification (1:N): probes against a gallery of known classes. */
export interface Identification {
  /** CMC: share of known probes whose class is among the top 1, 2, … classes of the gallery. */
  cumulativeMatch: Float64Array;
  /** Top score of each known probe where the top class is correct, else −Infinity; descending. */
  correctScores: Float32Array;
  /** Top score of each probe whose class is not in the gallery; descending. */
  unknownScores: Float32Array;
}

/**
 * Compare probes with a gallery; a class's score is that of its most similar embedding.
 *
 * @param gallery Embeddings of known classes.
 * @param probes Embeddings to identify; those of other classes should be rejected.
 * @throws {InputError} Embeddings of different sizes, non-finite or zero, or no known probe.
 */
export function identification(gallery: Labelled, probes: Labelled): Identification {
  const { embeddingSize: size } = gallery;
  if (probes.embeddingSize !== size) {
    throw new InputError(
      `identification: gallery embeddings are of ${size}, probes of ${probes.embeddingSize}; use one model`,
    );
  }
  const rows = unitRows("identification (gallery)", gallery),
    queries = unitRows("identification (probes)", probes);
  const known = countsOf(gallery.labels), count = gallery.labels.length;
  const scores = new Float32Array(count), best = new Float32Array(known.length);
  const ranks: number[] = [], correct: number[] = [], unknown: number[] = [];
  for (let i = 0; i < probes.labels.length; i++) {
    cosinesInto(scores, rows, {
      query: queries.subarray(i * size, (i + 1) * size),
      size,
      from: 0,
      to: count,
    });
    best.fill(-Infinity);
    for (let j = 0; j < count; j++) {
      best[gallery.labels[j]] = Math.max(best[gallery.labels[j]], scores[j]);
    }
    const own = known[probes.labels[i]] ? best[probes.labels[i]] : undefined;
    if (own === undefined) {
      unknown.push(best.reduce((most, score) => Math.max(most, score), -Infinity));
    } else {
      const rank = best.reduce(
        (above, score, c) => c !== probes.labels[i] && score >= own ? above + 1 : above,
        0,
      );
      ranks.push(rank);
      correct.push(rank === 0 ? own : -Infinity);
    }
  }
  if (ranks.length === 0) {
    throw new InputError(
      "identification: no probe is of a class in the gallery; nothing can be found",
    );
  }
  const classes = known.filter((n) => n > 0).length;
  return {
    cumulativeMatch: Float64Array.from(
      { length: classes },
      (_, rank) => ranks.filter((r) => r <= rank).length / ranks.length,
    ),
    correctScores: Float32Array.from(correct).sort().reverse(),
    unknownScores: Float32Array.from(unknown).sort().reverse(),
  };
}

/**
 * Detection and identification rate at a FAR: share of known probes that are identified correctly
 * at a threshold that at most this share of unknown probes reaches.
 *
 * Source: Phillips, Grother, Micheals in "Handbook of Face Recognition" (2011), ch. 21, open-set
 * identification.
 *
 * @param far False alarm rate, 0 … 1: the share of unknown probes that may be accepted.
 * @returns `rate` 0 … 1, and the `threshold` at or above which a probe is accepted.
 * @throws {InputError} Without unknown probes, or when `far` is outside 0 … 1.
 */
export function detectionAndIdentificationRate(
  { correctScores, unknownScores }: Identification,
  far: number,
): { rate: number; threshold: number } {
  if (unknownScores.length === 0) {
    throw new InputError(
      "detectionAndIdentificationRate: no probe was of an unknown class; add some",
    );
  }
  if (!(far >= 0 && far <= 1)) {
    throw new InputError(`detectionAndIdentificationRate: far is ${far}; it is a share, 0 to 1`);
  }
  const allowed = Math.floor(far * unknownScores.length + 1e-9);
  // Score of the first unknown probe that must be rejected; known probes have to exceed it.
  const limit = allowed < unknownScores.length ? unknownScores[allowed] : -Infinity;
  const rejected = correctScores.findIndex((score) => !(score > limit));
  const accepted = rejected === -1 ? correctScores.length : rejected;
  return {
    rate: accepted / correctScores.length,
    threshold: accepted === 0 ? Infinity : correctScores[accepted - 1],
  };
}
