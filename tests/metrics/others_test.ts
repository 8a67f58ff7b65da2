import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import {
  accuracyPerClass,
  angularFisherScore,
  confusionMatrix,
  detectionAndIdentificationRate,
  identification,
  prototypeAngles,
  retrieval,
  subCenterOutliers,
} from "../../lib/metrics/mod.ts";

const at = (...degrees: number[]) =>
  Float32Array.from(
    degrees.flatMap((d) => [Math.cos(d * Math.PI / 180), Math.sin(d * Math.PI / 180)]),
  );
const plane = (labels: number[], ...degrees: number[]) => ({
  embeddings: at(...degrees),
  embeddingSize: 2,
  labels,
});

Deno.test("retrieval() on paper: four on a line of angles", () => {
  // 0° and 10° of class 0, 15° and 80° of class 1: nearest are 10 → 15 (wrong), 0 → 10, 15 → 10
  // (wrong), 80 → 15
  const found = retrieval(plane([0, 0, 1, 1], 0, 10, 15, 80));
  assertEquals([
    found.precisionAt1,
    found.rPrecision,
    found.meanAveragePrecisionAtR,
    found.singletons,
  ], [
    0.5,
    0.5,
    0.5,
    0,
  ]);
  const three = retrieval(plane([0, 0, 0, 1], 0, 10, 20, 12)); // the lone one is no query
  assertEquals(three.singletons, 1);
  assertAlmostEquals(three.rPrecision, 0.5); // each finds one of its two among its two nearest
  assertAlmostEquals(three.meanAveragePrecisionAtR, (0.5 + 0.25 + 0.25) / 3); // 0°: at place 1; 10° and 20°: at place 2
});

Deno.test("retrieval(): of equal scores the other class is taken first", () => {
  assertEquals(retrieval(plane([0, 0, 1, 1], 5, 5, 5, 5)).precisionAt1, 0);
  assertThrows(() => retrieval(plane([0, 1], 0, 90)), InputError, "no class has two");
});

Deno.test("identification() ranks classes by their best embedding and knows strangers", () => {
  const gallery = plane([0, 0, 1, 2], 0, 5, 90, 180);
  const found = identification(gallery, plane([0, 1, 1, 2, 7, 7], 3, 80, 40, 100, 178, 300));
  // 3° → 0 right, 80° → 1 right, 40° → nearest 5° (class 0), then 1: rank 2; 100° → 1, then 2: rank
  // 2
  assertEquals([...found.cumulativeMatch], [0.5, 1, 1]);
  const right = [...found.correctScores].filter((score) => score > -1);
  assertEquals(right.length, 2);
  // strangers score cos 2° and cos 60°: at FAR 0.5 one may pass, at 0 none
  assertEquals(detectionAndIdentificationRate(found, 0), { rate: 0, threshold: Infinity });
  assertEquals(detectionAndIdentificationRate(found, 0.5).rate, 0.5);
  assertEquals(detectionAndIdentificationRate(found, 1).rate, 0.5); // who is not named rightly never counts
});

Deno.test("identification() refuses what cannot be named", () => {
  const gallery = plane([0, 1], 0, 90);
  assertThrows(() => identification(gallery, plane([5], 0)), InputError, "no probe is of a class");
  const other = { embeddings: Float32Array.of(1, 0, 0), embeddingSize: 3, labels: [0] };
  assertThrows(
    () => identification(gallery, other),
    InputError,
    "gallery embeddings are of 2, probes of 3",
  );
  const noStrangers = identification(gallery, plane([0], 3));
  assertThrows(() => detectionAndIdentificationRate(noStrangers, 0.1), InputError, "unknown class");
});

Deno.test("confusionMatrix() counts true rows and predicted columns", () => {
  const matrix = confusionMatrix([0, 1, 1, 2], [0, 0, 1, 2], 4);
  assertEquals(matrix, [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]);
  assertEquals(accuracyPerClass(matrix), [0.5, 1, 1, NaN]);
  assertThrows(() => confusionMatrix([0], [0, 1]), InputError, "1 predictions for 2 labels");
  assertThrows(() => confusionMatrix([0, 3], [0, 1], 2), InputError, "prediction 1 is 3");
});

Deno.test("angularFisherScore() on paper: two classes of ±10° around 0° and 90°", () => {
  const within = 4 * (1 - Math.cos(10 * Math.PI / 180)),
    between = 4 * (1 - Math.cos(45 * Math.PI / 180));
  assertAlmostEquals(
    angularFisherScore(plane([0, 0, 1, 1], -10, 10, 80, 100)),
    within / between,
    1e-5,
  );
  assertThrows(() => angularFisherScore(plane([0, 0], 0, 1)), InputError, "one class");
  assertThrows(() => angularFisherScore(plane([0, 0, 1], 0, 180, 90)), InputError, "cancel out");
});

Deno.test("prototypeAngles() to the own and the nearest other, with sub-centers too", () => {
  const one = prototypeAngles(plane([0, 1], 10, 50), at(0, 90));
  [10, 40].forEach((angle, i) => assertAlmostEquals(one.own[i], angle, 1e-4));
  [80, 50].forEach((angle, i) => assertAlmostEquals(one.nearestOther[i], angle, 1e-4));
  const two = prototypeAngles(plane([0, 1], 10, 50), at(0, 20, 90, 60), { classes: 2 });
  [10, 10].forEach((angle, i) => assertAlmostEquals(two.own[i], angle, 1e-4));
  [50, 30].forEach((angle, i) => assertAlmostEquals(two.nearestOther[i], angle, 1e-4));
  assertThrows(() => prototypeAngles(plane([2], 0), at(0, 90)), InputError, "label 0 is 2");
  assertThrows(
    () => prototypeAngles(plane([0], 0), new Float32Array([1, 0, 0, 0])),
    InputError,
    "prototype 1 has length",
  );
});

Deno.test("subCenterOutliers() are those far from their class's dominant prototype", () => {
  // class 0 has prototypes at 0° and 120°, most images at 0°: the one at 125° is dropped although a
  // prototype is near
  const labelled = plane([0, 0, 0, 1], 2, -3, 125, 200);
  assertEquals(subCenterOutliers(labelled, at(0, 120, 200, 210), { subCenters: 2 }), [2]);
  assertEquals(
    subCenterOutliers(labelled, at(0, 120, 200, 210), { subCenters: 2, maxAngle: 130 }),
    [],
  );
  assertThrows(
    () => subCenterOutliers(labelled, at(0, 120), { subCenters: 2 }),
    InputError,
    "4 numbers are not",
  );
  assertThrows(
    () => subCenterOutliers(labelled, new Float32Array(9), { subCenters: 2 }),
    InputError,
    "9 numbers",
  );
});
