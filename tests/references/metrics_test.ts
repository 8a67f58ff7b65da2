/** Metrics against scikit-learn's and pytorch-metric-learning's; `make_metrics.py` writes them. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  accuracyPerClass,
  areaUnderRoc,
  confusionMatrix,
  equalErrorRate,
  pairScores,
  retrieval,
  roc,
  trueAcceptRateAt,
} from "../../lib/metrics/mod.ts";
import reference from "./metrics.json" with { type: "json" };

for (const set of reference.sets) {
  const { labels, predicted, embeddingSize } = set;
  const embeddings = Float32Array.from(set.embeddings),
    labelled = { embeddings, embeddingSize, labels };
  const name = `${labels.length} embeddings of ${embeddingSize} (${reference.made})`;

  Deno.test(`verification of ${name}`, () => {
    const scores = pairScores(labelled);
    const { auc, equalErrorRate: rate, trueAcceptAt } = set.verification;
    assertAlmostEquals(areaUnderRoc(scores), auc, 1e-6);
    assertAlmostEquals(equalErrorRate(scores).rate, rate, 1e-6);
    for (const [far, tar] of Object.entries(trueAcceptAt)) {
      assertAlmostEquals(trueAcceptRateAt(scores, Number(far)).rate, tar, 1e-9, `FAR ${far}`);
    }
    const { falseAccept, trueAccept } = roc(scores); // its trapezoids are the area
    const area = falseAccept.reduce(
      (sum, far, k) =>
        k === 0 ? 0 : sum + (far - falseAccept[k - 1]) * (trueAccept[k] + trueAccept[k - 1]) / 2,
      0,
    );
    assertAlmostEquals(area, auc, 1e-6);
  });

  Deno.test(`retrieval of ${name}`, () => {
    const found = retrieval(labelled);
    assertAlmostEquals(found.precisionAt1, set.retrieval.precision_at_1, 1e-9);
    assertAlmostEquals(found.rPrecision, set.retrieval.r_precision, 1e-9);
    assertAlmostEquals(
      found.meanAveragePrecisionAtR,
      set.retrieval.mean_average_precision_at_r,
      1e-9,
    );
  });

  Deno.test(`confusion of ${name}`, () => {
    const matrix = confusionMatrix(predicted, labels);
    assertEquals(matrix, set.confusion);
    accuracyPerClass(matrix).forEach((share, c) => assertAlmostEquals(share, set.recall[c], 1e-12));
  });
}
