/** Thresholds from pairs. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { Impostors } from "../../lib/inference/_impostors.ts";
import { choosePrototypeThreshold, chooseThreshold } from "../../lib/inference/mod.ts";
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
  for (const falseAcceptRate of [1e-3, 0.01, 0.2, 0.5, 0.97]) {
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

Deno.test("chooseThreshold() takes seconds for millions of pairs, whatever the rate", () => {
  const set = clusters({ classes: 10, each: 200 }), before = performance.now();
  for (const falseAcceptRate of [0.5, 0.999999]) chooseThreshold(set, { falseAcceptRate });
  const seconds = (performance.now() - before) / 1000;
  assert(seconds < 15, `${seconds.toFixed(1)} s for twice 1.8 million pairs`); // 3 s on two cores
});

Deno.test("Impostors are sorted by descending cosine, each with its two classes", () => {
  const random = seededRandom(3), levels = 1000, count = 5000;
  const impostors = new Impostors(count + 1, 70_000), wanted: number[][] = [];
  for (let i = 0; i < count; i++) {
    const level = Math.floor(random() * levels), cosine = level / levels;
    impostors.add(cosine, level, 69_999 - level);
    wanted.push([cosine, level, 69_999 - level]);
  }
  impostors.sort();
  const { cosines, a, b } = impostors;
  const found = wanted.map((_, i) => [cosines[i], a[i], b[i]]);
  assertEquals(found, wanted.toSorted(([p], [q]) => q - p));
});

Deno.test("chooseThreshold() counts its pairs, and its interval is around the threshold", () => {
  const found = chooseThreshold(clusters(), { falseAcceptRate: 0.01 });
  assertEquals(found.pairs, { same: 12 * 190, different: 66 * 400, classes: 12 });
  const { cosine, degrees, trueAcceptRate } = found.interval!;
  assert(cosine[0] < found.cosine && found.cosine <= cosine[1]);
  assert(degrees[0] <= found.degrees && found.degrees < degrees[1]);
  assert(trueAcceptRate[0] < found.trueAcceptRate && trueAcceptRate[1] > trueAcceptRate[0]);
  assertEquals(found, chooseThreshold(clusters(), { falseAcceptRate: 0.01 }), "seeded");
});

Deno.test("chooseThreshold() is surer with more classes", () => {
  const width = (classes: number) => {
    const set = clusters({ classes, each: 8 });
    const [low, high] = chooseThreshold(set, { falseAcceptRate: 0.01 }).interval!.degrees;
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

/** Directions in the plane, by degrees. */
function plane(...degrees: number[]): { embeddings: Float32Array; embeddingSize: number } {
  const numbers = degrees.flatMap((angle) => {
    const radians = angle * Math.PI / 180;
    return [3 * Math.cos(radians), 3 * Math.sin(radians)];
  });
  return { embeddings: Float32Array.from(numbers), embeddingSize: 2 };
}

Deno.test("choosePrototypeThreshold() lets in the share of strangers it was asked for", async () => {
  const head = new ArcFaceHead({ classes: 2, embeddingSize: 2 });
  tf.tidy(() => head.prototypes.assign(tf.tensor2d([1, 0, -1, 0], [2, 2])));
  const known = { ...plane(5, 15, 30, 175, 150), labels: Int32Array.of(0, 0, 0, 1, 0) };
  const strangers = plane(90, 80, 70, 20), before = tf.memory().numTensors;
  const at = (falseAcceptRate: number, sets: Parameters<typeof choosePrototypeThreshold>[1]) =>
    choosePrototypeThreshold(head, sets, { falseAcceptRate, classes: 2 });
  const none = await at(0.1, { known, strangers });
  assert(Math.abs(none.prototypeDegrees - 20) < 1e-4 && none.prototypeDegrees < 20.0001);
  assertEquals(none.knownAccepted, 3 / 5, "5°, 15° and 175°");
  const one = await at(0.25, { known, strangers });
  assert(Math.abs(one.prototypeDegrees - 70) < 1e-4);
  assertEquals(one.knownAccepted, 4 / 5, "150° is nearest to the other class");
  const { prototypeDegrees } = await at(0.1, { known });
  assert(Math.abs(prototypeDegrees - 30) < 1e-4, "150°, its own class left out");
  assertEquals((await at(0.1, { strangers })).knownAccepted, undefined);
  await assertRejects(() => at(0.1, {}), InputError, "no images");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("chooseThreshold() claims no interval of two classes", () => {
  const two = { embeddings: Float32Array.of(1, 0, 1, 0.1, 0, 1, 0.1, 1), embeddingSize: 2 };
  const found = chooseThreshold({ ...two, labels: [0, 0, 1, 1] }, { falseAcceptRate: 0.1 });
  assertEquals(found.interval, undefined);
});

Deno.test("chooseThreshold() needs pairs of two classes, and says so", () => {
  const one = { embeddings: Float32Array.of(1, 0, 0, 1), embeddingSize: 2, labels: [3, 3] };
  assertThrows(
    () => chooseThreshold(one, { falseAcceptRate: 0.1 }),
    InputError,
    "hold out two classes",
  );
});
