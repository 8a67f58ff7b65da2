/** The figures for judging heads: snapshots, what they draw, and what they refuse. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import {
  plotConfusion,
  plotGradientCurves,
  plotLogitCurves,
  plotRoc,
  plotSphere,
  plotThetaHistograms,
} from "../../lib/plot/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import { fakeEmbeddings } from "./_fake_data.ts";
import { assertSnapshot } from "./_snapshot.ts";

const targets = {
  "NormFace": Math.cos,
  "CosFace, m = 0.2": (theta: number) => Math.cos(theta) - 0.2,
  "ArcFace, m = 0.4": (theta: number) =>
    theta + 0.4 <= Math.PI ? Math.cos(theta + 0.4) : Math.cos(theta) - 0.4 * Math.sin(0.4),
};
const roc = (power: number) => {
  const falseAccept = Array.from({ length: 3000 }, (_, k) => (k / 2999) ** 4);
  return { falseAccept, trueAccept: falseAccept.map((far) => far ** power) };
};
const draws = seededRandom(2);
const normal = (mean: number, deviation: number) =>
  Array.from({ length: 500 }, () => Math.abs(mean + deviation * randomNormal(draws)));
const moments = [
  { title: "epoch 1", own: normal(20, 12), nearestOther: normal(28, 10) },
  { title: "epoch 4", own: normal(3, 3), nearestOther: normal(33, 4) },
];
const matrix = [[970, 3, 7], [1, 1120, 14], [12, 30, 990]];
const sphere = fakeEmbeddings({ count: 400, embeddingSize: 3, classes: 6, prototypes: true });

const figures = {
  "logit-curves": () => plotLogitCurves(targets, { title: "Logit of the true class" }),
  "gradient-curves": () => plotGradientCurves(targets, { title: "Size of its gradient" }),
  "roc": () => plotRoc({ softmax: roc(0.2), ArcFace: roc(0.06) }, { title: "Verification" }),
  "theta-histograms": () =>
    plotThetaHistograms(moments, { title: "Angles", domain: [0, 90], bins: 45 }),
  "confusion": () =>
    plotConfusion(matrix, { title: "Taken for", labels: ["three", "five", "eight"], width: 360 }),
  "sphere": () => plotSphere(sphere, { title: "Embeddings in three dimensions" }),
};

for (const [name, draw] of Object.entries(figures)) {
  Deno.test(`the figure ${name} is what its snapshot shows`, async () =>
    await assertSnapshot(name, draw().svg));
}

Deno.test("plotRoc() thins a long curve, and begins at the axis's end", () => {
  const long = Array.from({ length: 100_000 }, (_, k) => k / 99_999);
  const { svg } = plotRoc({ chance: { falseAccept: long, trueAccept: long } });
  assert(svg.length < 60_000, `${svg.length} letters`);
});

Deno.test("plotConfusion() writes every count but zeroes, and tints mistakes stronger", () => {
  const { svg } = plotConfusion([[95, 5], [0, 100]], { labels: ["a", "b"] });
  for (const count of [95, 5, 100]) assertStringIncludes(svg, `>${count}<`);
  assert(!svg.includes(">0<"), "a zero is not written");
  assertStringIncludes(svg, "rgb(196,127,45)"); // 5 % of a row taken for another: the full brown
});

Deno.test("plotSphere() draws what lies in front apart from what lies behind", () => {
  const labels = Int32Array.of(0, 1), embeddings = Float32Array.of(0, -1, 0, 0, 1, 0); // the first toward the reader
  const { svg } = plotSphere({
    embeddings,
    embeddingSize: 3,
    labels,
    predicted: labels,
    classes: 2,
  }, {
    turn: 0,
    tilt: 0,
  });
  const [behind, front] = ['stroke-opacity="0.16"', 'stroke-opacity="0.7"'].map((mark) =>
    svg.split(mark)[1].split("</g>")[0]
  );
  assertEquals([behind.match(/<path/g)?.length, front.match(/<path/g)?.length], [1, 1]);
  assertStringIncludes(front, "#141cff"); // class 0
});

Deno.test("the figures name what they cannot draw", () => {
  assertThrows(
    () => plotRoc({ a: { falseAccept: [0, 2], trueAccept: [0, 1] } }),
    InputError,
    "index 1 is 2",
  );
  assertThrows(
    () => plotRoc({ a: { falseAccept: [0, 1], trueAccept: [1] } }),
    InputError,
    "trueAccept of a: holds 1",
  );
  assertThrows(() => plotRoc({}, { from: 0 }), InputError, "from: is 0");
  assertThrows(() => plotConfusion([]), InputError, "matrix: empty");
  assertThrows(() => plotConfusion([[1, 2]]), InputError, "row 0 of matrix: holds 2 values, not 1");
  assertThrows(() => plotConfusion([[1, -2], [0, 1]]), InputError, "index 1 is -2");
  assertThrows(
    () => plotSphere(fakeEmbeddings({ count: 10 })),
    InputError,
    "a sphere shows size 3 only",
  );
  assertThrows(() => plotLogitCurves({}), InputError, "functions: empty");
  assertThrows(() => plotThetaHistograms([]), InputError, "panels: empty");
});
