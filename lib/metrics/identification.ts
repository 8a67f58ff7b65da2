import { InputError } from "../errors.ts";
import { cosinesInto, countsOf, type Labelled, unitRows } from "./_labelled.ts";

/** Who is it: probes against a gallery of known classes. */
export interface Identification {
  /** Cumulative match characteristic: share of known probes whose class is among the best 1, 2, … classes of the gallery. */
  cumulativeMatch: Float64Array;
  /** Score of the best match of each known probe where it is the right class, else −Infinity; sorted downward. */
  rightScores: Float32Array;
  /** Score of the best match of each probe whose class is not in the gallery; sorted downward. */
  unknownScores: Float32Array;
}

/**
 * Compare probes with a gallery; a class's score is that of its best embedding.
 *
 * @param gallery Embeddings of known classes.
 * @param probes Embeddings to be named; those of other classes ought to be rejected.
 * @throws {InputError} Embeddings of different size, not finite or of length zero, or no probe of a known class.
 */
export function identification(gallery: Labelled, probes: Labelled): Identification {
  const { embeddingSize: size } = gallery;
  if (probes.embeddingSize !== size) {
    throw new InputError(
      `identification: gallery embeddings are of ${size}, probes of ${probes.embeddingSize}; use one model`,
    );
  }
  const rows = unitRows("identification (gallery)", gallery), queries = unitRows("identification (probes)", probes);
  const known = countsOf(gallery.labels), count = gallery.labels.length;
  const scores = new Float32Array(count), best = new Float32Array(known.length);
  const ranks: number[] = [], right: number[] = [], unknown: number[] = [];
  for (let i = 0; i < probes.labels.length; i++) {
    cosinesInto(scores, rows, { query: queries.subarray(i * size, (i + 1) * size), size, from: 0, to: count });
    best.fill(-Infinity);
    for (let j = 0; j < count; j++) best[gallery.labels[j]] = Math.max(best[gallery.labels[j]], scores[j]);
    const own = known[probes.labels[i]] ? best[probes.labels[i]] : undefined;
    if (own === undefined) unknown.push(Math.max(...best));
    else {
      const rank = best.reduce((above, score, c) => c !== probes.labels[i] && score >= own ? above + 1 : above, 0);
      ranks.push(rank);
      right.push(rank === 0 ? own : -Infinity);
    }
  }
  if (ranks.length === 0) {
    throw new InputError("identification: no probe is of a class in the gallery; nothing can be found");
  }
  const classes = known.filter((n) => n > 0).length;
  return {
    cumulativeMatch: Float64Array.from(
      { length: classes },
      (_, rank) => ranks.filter((r) => r <= rank).length / ranks.length,
    ),
    rightScores: Float32Array.from(right).sort().reverse(),
    unknownScores: Float32Array.from(unknown).sort().reverse(),
  };
}

/**
 * Detection and identification rate: share of known probes that are named rightly with a score that at most this share of unknown ones reaches.
 *
 * Source: Phillips, Grother, Micheals in "Handbook of Face Recognition" (2011), ch. 21, open-set identification.
 *
 * @param far 0 … 1, share of unknown probes that may be taken for someone.
 * @throws {InputError} When there was no unknown probe, or `far` is no share.
 */
export function detectionAndIdentificationRate({ rightScores, unknownScores }: Identification, far: number): number {
  if (unknownScores.length === 0) {
    throw new InputError("detectionAndIdentificationRate: no probe was of an unknown class; add some");
  }
  if (!(far >= 0 && far <= 1)) {
    throw new InputError(`detectionAndIdentificationRate: far is ${far}; it is a share, 0 to 1`);
  }
  const allowed = Math.floor(far * unknownScores.length + 1e-9);
  // The score of the first unknown that must not pass: known probes have to score above it.
  const limit = allowed < unknownScores.length ? unknownScores[allowed] : -Infinity;
  const passed = rightScores.findIndex((score) => !(score > limit));
  return (passed === -1 ? rightScores.length : passed) / rightScores.length;
}
