import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import {
  areaUnderRoc,
  classAngles,
  equalErrorRate,
  foldAccuracy,
  type PairScores,
  pairScores,
  prototypeAngles,
  retrieval,
  roc,
  trueAcceptRateAt,
} from "../../lib/metrics/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";

const scoresOf = (same: number[], different: number[]): PairScores => ({
  same: Float32Array.from(same).sort(),
  different: Float32Array.from(different).sort(),
});

Deno.test("pairScores() are the cosines of all pairs", () => {
  const embeddings = Float32Array.of(3, 0, 0, 2, 1, 1, -1, 0);
  const { same, different } = pairScores({ embeddings, embeddingSize: 2, labels: [0, 1, 0, 1] });
  const half = Math.SQRT1_2;
  [half, 0].toSorted((a, b) => a - b).forEach((value, i) =>
    assertAlmostEquals(same[i], value, 1e-6)
  );
  [0, -1, half, -half].toSorted((a, b) => a - b).forEach((value, i) =>
    assertAlmostEquals(different[i], value, 1e-6)
  );
});

Deno.test("verification on numbers that fit on paper", () => {
  const scores = scoresOf([0.9, 0.8, 0.4], [0.7, 0.3, 0.2, 0.1]);
  assertAlmostEquals(areaUnderRoc(scores), 11 / 12); // of 12 comparisons only 0.4 < 0.7 is lost
  assertEquals(trueAcceptRateAt(scores, 0), { rate: 2 / 3, threshold: Math.fround(0.8) });
  assertEquals(trueAcceptRateAt(scores, 0.25).rate, 1);
  // from (FAR 0, FRR 1/3) to (1/4, 1/3) to (1/4, 0): equal at 1/4 … on the second edge
  assertAlmostEquals(equalErrorRate(scores).rate, 0.25);
  assertEquals([...roc(scores).falseAccept], [0, 0, 0, 0.25, 0.25, 0.5, 0.75, 1]);
  assertEquals([...roc(scores).trueAccept].map((tar) => Math.round(3 * tar)), [
    0,
    1,
    2,
    2,
    3,
    3,
    3,
    3,
  ]);
});

Deno.test("verification: ties count half, and share a point", () => {
  const scores = scoresOf([0.5, 0.5], [0.5, 0.5, 0.5]);
  assertEquals(areaUnderRoc(scores), 0.5);
  assertEquals(equalErrorRate(scores).rate, 0.5);
  assertEquals(trueAcceptRateAt(scores, 0.9).rate, 0);
  assertEquals([...roc(scores).falseAccept], [0, 1]);
});

Deno.test("verification: perfect and hopeless scores", () => {
  const perfect = scoresOf([0.9, 0.8], [0.1, 0.2]), hopeless = scoresOf([0.1, 0.2], [0.8, 0.9]);
  assertEquals([
    areaUnderRoc(perfect),
    equalErrorRate(perfect).rate,
    trueAcceptRateAt(perfect, 0).rate,
  ], [1, 0, 1]);
  assertEquals([
    areaUnderRoc(hopeless),
    equalErrorRate(hopeless).rate,
    trueAcceptRateAt(hopeless, 0).rate,
  ], [0, 1, 0]);
});

Deno.test("roc() with few points keeps its ends and the small FARs", () => {
  const random = seededRandom(3);
  const draw = (count: number, mean: number) =>
    Array.from({ length: count }, () => mean + randomNormal(random));
  const scores = scoresOf(draw(2000, 1), draw(20_000, 0));
  const { falseAccept, trueAccept } = roc(scores, { points: 60 });
  assertLess(falseAccept.length, 80);
  assertEquals([falseAccept[0], falseAccept.at(-1), trueAccept.at(-1)], [0, 1, 1]);
  assertLess(0, falseAccept.filter((far) => far > 0 && far < 1e-3).length);
});

Deno.test("foldAccuracy() chooses the threshold on the other folds", () => {
  const same = Array.from({ length: 40 }, (_, i) => i % 2 === 0);
  const clear = foldAccuracy(same.map((is, i) => (is ? 1 : 0) + i / 1000), same);
  assertEquals([clear.mean, clear.std, clear.accuracies.length], [1, 0, 10]);
  // the last fold's scores lie the other way round: a threshold from the others gets it wrong
  const turned = foldAccuracy(same.map((is, i) => i >= 36 ? (is ? 0 : 1) : is ? 1 : 0), same);
  assertEquals(turned.accuracies, [1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  assertAlmostEquals(turned.mean, 0.9);
});

Deno.test("metrics take plain arrays as they take typed ones", () => {
  const numbers = [3, 0, 0, 2, 1, 1, -1, 0],
    labels = [0, 1, 0, 1],
    shape = { embeddingSize: 2, labels };
  const typed = { ...shape, embeddings: Float32Array.from(numbers) },
    plain = { ...shape, embeddings: numbers };
  assertEquals(pairScores(plain), pairScores(typed));
  assertEquals(classAngles({ ...plain, classes: 2 }), classAngles({ ...typed, classes: 2 }));
  assertEquals(
    prototypeAngles(plain, [1, 0, 0, 1]),
    prototypeAngles(typed, Float32Array.of(1, 0, 0, 1)),
  );
  assertEquals(retrieval(plain), retrieval(typed));
});

Deno.test("verification refuses what it cannot compare, and says why", () => {
  const refused = (
    words: string,
    labels: number[],
    embeddings = Float32Array.of(1, 0, 0, 1, 1, 1),
  ) => assertThrows(() => pairScores({ embeddings, embeddingSize: 2, labels }), InputError, words);
  refused("no pairs of two classes; verification", [0, 0, 0]);
  refused("no pairs of one class", [0, 1, 2]);
  refused("6 numbers are not 2 embeddings", [0, 1]);
  refused("embedding 1 is not finite", [0, 0, 1], Float32Array.of(1, 0, NaN, 1, 1, 1));
  refused("embedding 2 has length zero", [0, 0, 1], Float32Array.of(1, 0, 1, 1, 0, 0));
  refused("no embeddings", [], new Float32Array());
  refused("label 1 is 0.5", [0, 0.5, 1]);
  refused("label 2 is -1", [0, 0, -1]);
  assertThrows(() => areaUnderRoc(scoresOf([], [1])), InputError, "both kinds");
  for (
    const measure of [
      areaUnderRoc,
      equalErrorRate,
      roc,
      (scores: PairScores) => trueAcceptRateAt(scores, 0.1),
    ]
  ) {
    assertThrows(() => measure(scoresOf([0.2, NaN], [0.1])), InputError, "same[1] is not a number");
    const unsorted = { same: Float32Array.of(0.2), different: Float32Array.of(0.9, 0.1) };
    assertThrows(() => measure(unsorted), InputError, "different[1] is below the one before");
  }
  assertThrows(() => roc(scoresOf([1], [0]), { points: 0 }), InputError, "points is 0");
  assertThrows(() => trueAcceptRateAt(scoresOf([1], [0]), 1.5), InputError, "far is 1.5");
  assertThrows(
    () => foldAccuracy([1, 2], [true], { folds: 2 }),
    InputError,
    "2 scores for 1 pairs",
  );
  assertThrows(() => foldAccuracy([1, 2], [true, false]), InputError, "folds is 10");
  assertThrows(
    () => foldAccuracy([1, NaN], [true, false], { folds: 2 }),
    InputError,
    "score 1 is NaN",
  );
});
