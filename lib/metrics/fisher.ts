import { InputError } from "../errors.ts";
import { countsOf, type Labelled, unitRows } from "./_labelled.ts";
import { norm, row } from "./_unit.ts";

/**
 * Angular Fisher score: Σ(1 − cos∠(x, m_y)) over all embeddings, divided by
 * Σ n_c·(1 − cos∠(m_c, m)) over the classes. Lower is better: less spread within classes relative
 * to their separation.
 *
 * m_c is the mean of class c's unit embeddings, m that of all.
 *
 * Source: Liu et al., "SphereFace" (CVPR 2017), supplement, angular Fisher score.
 *
 * @throws {InputError} A non-finite or zero embedding, fewer than two classes, or a zero mean.
 */
export function angularFisherScore(labelled: Labelled): number {
  const { labels, embeddingSize: size } = labelled;
  const unit = unitRows("angularFisherScore", labelled), counts = countsOf(labels);
  if (counts.filter((count) => count > 0).length < 2) {
    throw new InputError("angularFisherScore: all embeddings are of one class; give at least two");
  }
  const sums = new Float64Array(counts.length * size), total = new Float64Array(size); // n_c·m_c [C, D], N·m [D]
  for (let i = 0; i < labels.length; i++) {
    for (let d = 0; d < size; d++) {
      sums[labels[i] * size + d] += unit[i * size + d];
      total[d] += unit[i * size + d];
    }
  }
  let within = 0, between = 0;
  for (let i = 0; i < labels.length; i++) {
    within += 1 - cosine(row(unit, i, size), row(sums, labels[i], size));
  }
  for (const [c, count] of counts.entries()) {
    if (count > 0) between += count * (1 - cosine(row(sums, c, size), total));
  }
  return within / between;
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  for (let d = 0; d < a.length; d++) dot += a[d] * b[d];
  const norms = norm(a) * norm(b);
  if (!(norms > 1e-9)) {
    throw new InputError("angularFisherScore: embeddings cancel out, their mean has no direction");
  }
  return dot / norms;
}
