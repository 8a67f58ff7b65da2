/** Thresholds from pairs. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { chooseThreshold } from "../../lib/inference/threshold.ts";
import { pairScores, trueAcceptRateAt } from "../../lib/metrics/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";

/** Clusters on a sphere. */
function clusters({ classes = 12, each = 20, size = 4, spread = 0.35, seed = 1 } = {}) {
  const random = seededRandom(seed), embeddings: number[] = [], labels: number[] = [];
  for (let c = 0; c < classes; c++) {
    const centre = Array.from({ length: size }, () => randomNormal(random));
    for (let i = 0; i < each; i++) {
      embeddings.push(...centre.map((value) => value + spread * randomNormal(random)));
      labels.push(c);
    }
  }
  return { embeddings: Float32Array.from(embeddings), embeddingSize: size, labels };
}

Deno.test("chooseThreshold() finds what the ROC says", () => {
  const set = clusters();
  for (const falseAcceptRate of [1e-3, 0.01, 0.2]) {
    const found = chooseThreshold(set, { falseAcceptRate, resamples: 20 });
    const { rate } = trueAcceptRateAt(pairScores(set), falseAcceptRate);
    assert(Math.abs(found.trueAcceptRate - rate) < 1e-3, `${found.trueAcceptRate}, ${rate}`);
    const { different } = pairScores(set);
    const accepted = different.filter((cosine) => cosine >= found.cosine).length;
    assert(accepted <= falseAcceptRate * different.length + 1, "one may be rounded up");
    assert(accepted + 2 > falseAcceptRate * different.length, "and no stricter than needed");
    assert(Math.abs(Math.cos(found.degrees * Math.PI / 180) - found.cosine) < 1e-12);
  }
});

Deno.test("chooseThreshold() counts its pairs, and its interval is around the threshold", () => {
  const found = chooseThreshold(clusters(), { falseAcceptRate: 0.01 });
  assertEquals(found.pairs, { same: 12 * 190, different: 66 * 400, classes: 12 });
  const { cosine, degrees, trueAcceptRate } = found.interval;
  assert(cosine[0] < found.cosine && found.cosine <= cosine[1]);
  assert(degrees[0] <= found.degrees && found.degrees < degrees[1]);
  assert(trueAcceptRate[0] < found.trueAcceptRate && trueAcceptRate[1] > trueAcceptRate[0]);
  assertEquals(found, chooseThreshold(clusters(), { falseAcceptRate: 0.01 }), "seeded");
});

Deno.test("chooseThreshold() is surer with more classes", () => {
  const width = (classes: number) => {
    const set = clusters({ classes, each: 8 });
    const { interval: { degrees: [low, high] } } = chooseThreshold(set, { falseAcceptRate: 0.01 });
    return high - low;
  };
  assert(width(100) < width(6), `${width(100)} and ${width(6)}`);
});

Deno.test("chooseThreshold() takes two classes, and pairs that are all equal", () => {
  const embeddings = Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0);
  const found = chooseThreshold({ embeddings, embeddingSize: 2, labels: [0, 0, 1, 1] }, {
    falseAcceptRate: 0.01,
    resamples: 5,
  });
  assertEquals([found.degrees, Number.isFinite(found.cosine)], [0, true]);
});

Deno.test("chooseThreshold() refuses what it cannot choose from", () => {
  const one = { embeddings: [1, 0, 0, 1], embeddingSize: 2, labels: [0, 0] };
  assertThrows(() => chooseThreshold(one, { falseAcceptRate: 0.1 }), InputError, "two classes");
  for (const falseAcceptRate of [0, 1, NaN, -1]) {
    assertThrows(() => chooseThreshold(clusters(), { falseAcceptRate }), RangeError, "below 1");
  }
});
