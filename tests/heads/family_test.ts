/** Every head of the family, checked against its paper's formula in plain numbers. */
import { assertEquals, assertLess } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import {
  AdaCosHead,
  AdaFaceHead,
  CombinedMarginHead,
  CosFaceHead,
  CurricularFaceHead,
  ElasticFaceHead,
  LSoftmaxHead,
  MagFaceHead,
  SphereFaceHead,
  SubCenterArcFaceHead,
} from "../../lib/heads/mod.ts";
import { crossEntropy } from "../../lib/losses/mod.ts";
import type { Head } from "../../lib/types.ts";
import { numericGradient, planeAngle, scalarCrossEntropy } from "../_numeric.ts";
import { ANGLES, circle, CLASSES, extremeValues, labelsOf, RADIUS, sizes } from "./_plane.ts";

const LENGTHS = [2.5, 1, 0.4]; // of the prototypes

const place = <H extends Head>(head: H): H => {
  head.prototypes.assign(tf.tensor2d(ANGLES.map((angle, j) => circle(angle, LENGTHS[j]))));
  return head;
};

/** θ to each prototype, the embedding's length, the true class. */
interface At {
  thetas: number[];
  length: number;
  label: number;
}
type Formula = (at: At) => number[];

/** s·cos θ_j, and what a formula makes of the true class. */
const margin =
  (scale: number, target: (theta: number, length: number) => number): Formula =>
  ({ thetas, length, label }) =>
    thetas.map((theta, j) => scale * (j === label ? target(theta, length) : Math.cos(theta)));
const psi = (phi: number) => {
  const k = Math.floor(phi / Math.PI);
  return (-1) ** k * Math.cos(phi) - 2 * k;
};
const arc = (theta: number, m: number) =>
  theta + m <= Math.PI ? Math.cos(theta + m) : Math.cos(theta) - m * Math.sin(m);
const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

interface Case {
  name: string;
  head: Head;
  formula: Formula;
  /** Largest logit there is, for tolerances. */
  size: number;
  /** Angles of the true class (given the length) where the formula has a step or a kink. */
  kinks?: (length: number) => number[];
  /** Formula of the extra loss term. */
  penalty?: (length: number) => number;
}

const lSoftmax = new LSoftmaxHead({ ...sizes, margin: 3 });
lSoftmax.update(tf.zeros([1, 2]), labelsOf([0]), 100);
const lSoftmaxLambda = 1000 / (1 + 0.12 * 100);
const sphereFace = new SphereFaceHead({
  ...sizes,
  annealing: { initial: 0, decayRate: 0, min: 0 },
});
const adaFace = new AdaFaceHead({ ...sizes, margin: 0.4, initialMean: 2, initialStd: 0.5 });
const adaFaceZ = (length: number) => clamp((length - 2) / (0.5 + 1e-3) * 0.333, -1, 1);
const magFace = new MagFaceHead({ ...sizes, scale: 20, maxNorm: 5, normWeight: 2 });
const magMargin = (length: number) => 0.2 + 0.25 / 4 * (clamp(length, 1, 5) - 1);
const curricular = new CurricularFaceHead(sizes);
curricular.state.t.assign(tf.scalar(0.3));
const adaCos = new AdaCosHead(sizes);

const cases: Case[] = [
  {
    name: "CosFaceHead",
    head: new CosFaceHead({ ...sizes, margin: 0.2 }),
    formula: margin(30, (t) => Math.cos(t) - 0.2),
    size: 30,
  },
  {
    name: "CombinedMarginHead",
    head: new CombinedMarginHead({ ...sizes, multiplier: 1.5, margin: 0.3, cosineMargin: 0.1 }),
    formula: margin(30, (theta) => psi(1.5 * theta + 0.3) - 0.1),
    size: 60,
  },
  {
    name: "LSoftmaxHead",
    head: lSoftmax,
    formula: ({ thetas, length, label }) =>
      thetas.map((theta, j) => {
        const plain = Math.cos(theta),
          own = (lSoftmaxLambda * plain + psi(3 * theta)) / (1 + lSoftmaxLambda);
        return LENGTHS[j] * length * (j === label ? own : plain);
      }),
    size: 20,
  },
  {
    name: "SphereFaceHead",
    head: sphereFace,
    formula: ({ thetas, length, label }) =>
      thetas.map((theta, j) => length * (j === label ? psi(4 * theta) : Math.cos(theta))),
    size: 15,
  },
  {
    name: "AdaFaceHead",
    head: adaFace,
    formula: margin(30, (theta, length) => {
      const z = adaFaceZ(length);
      return Math.cos(clamp(theta - 0.4 * z, 1e-3, Math.PI - 1e-3)) - (0.4 + 0.4 * z);
    }),
    size: 60,
    kinks: (length) => [0.4 * adaFaceZ(length), Math.PI + 0.4 * adaFaceZ(length)],
  },
  {
    name: "MagFaceHead",
    head: magFace,
    formula: margin(20, (theta, length) => arc(theta, magMargin(length))),
    size: 20,
    kinks: (length) => [Math.PI - magMargin(length)],
    penalty: (length) => 2 * (clamp(length, 1, 5) / 25 + 1 / clamp(length, 1, 5)),
  },
  {
    name: "CurricularFaceHead",
    head: curricular,
    formula: ({ thetas, label }) => {
      const threshold = Math.cos(thetas[label] + 0.4);
      return thetas.map((theta, j) => {
        const cosine = Math.cos(theta);
        return 30 *
          (j === label ? arc(theta, 0.4) : cosine > threshold ? cosine * (0.3 + cosine) : cosine);
      });
    },
    size: 40,
    kinks: () => [Math.PI - 0.4],
  },
  {
    name: "ElasticFaceHead",
    head: new ElasticFaceHead({ ...sizes, std: 0.1 }), // without update: the mean margin for all
    formula: margin(30, (theta) => arc(theta, 0.4)),
    size: 30,
    kinks: () => [Math.PI - 0.4],
  },
  {
    name: "ElasticFaceHead, cos",
    head: new ElasticFaceHead({ ...sizes, kind: "cos" }),
    formula: margin(30, (theta) => Math.cos(theta) - 0.1),
    size: 30,
  },
  {
    name: "AdaCosHead",
    head: adaCos,
    formula: margin(Math.SQRT2 * Math.log(2), Math.cos),
    size: 1,
  },
];

const atOf = (x: number[], label: number): At => ({
  thetas: ANGLES.map((angle) => planeAngle(x, circle(angle))),
  length: Math.hypot(...x),
  label,
});

for (const { name, head, formula, size, kinks, penalty } of cases) {
  place(head);

  Deno.test(`${name}: marginLogits() follows the paper's formula at every degree`, () => {
    for (const length of [RADIUS, 0.6, 4]) {
      const embeddings = Array.from(
        { length: 360 },
        (_, degree) => circle(degree * Math.PI / 180, length),
      );
      const labels = embeddings.map((_, i) => i % CLASSES);
      const got = tf.tidy(() =>
        head.marginLogits(tf.tensor2d(embeddings), labelsOf(labels)).arraySync()
      );
      embeddings.forEach((x, i) => {
        const at = atOf(x, labels[i]);
        if (kinks?.(length).some((kink) => Math.abs(at.thetas[labels[i]] - kink) < 1e-3)) return; // rounding decides
        formula(at).forEach((want, j) =>
          assertLess(Math.abs(got[i][j] - want), size * 2e-5, `${i}°, length ${length}, class ${j}`)
        );
      });
    }
  });

  Deno.test(`${name}: the loss's gradient equals central differences`, () => {
    for (let degree = 1; degree < 360; degree += 7) {
      const x = circle(degree * Math.PI / 180, RADIUS), label = degree % CLASSES;
      const theta = atOf(x, label).thetas[label];
      if ([0, Math.PI, ...(kinks?.(RADIUS) ?? [])].some((kink) => Math.abs(theta - kink) < 0.02)) {
        continue;
      }
      const detached = name === "AdaFaceHead"; // z carries no gradient: hold the length that it sees
      const loss = (y: number[]) => {
        const at = atOf(y, label);
        const logits = formula(detached ? { ...at, length: RADIUS } : at);
        return scalarCrossEntropy(logits, label) + (penalty?.(at.length) ?? 0);
      };
      const lossOf = (x: tf.Tensor) => {
        const ce = crossEntropy(
          head.marginLogits(x as tf.Tensor2D, labelsOf([label])),
          labelsOf([label]),
        );
        return head.penalty
          ? ce.add<tf.Scalar>(head.penalty(x as tf.Tensor2D, labelsOf([label])))
          : ce;
      };
      const got = tf.tidy(() => tf.grad(lossOf)(tf.tensor2d([x])).dataSync());
      // float32 carries cosines to 1e-7, times the largest logit, over sin θ ≥ 0.02
      numericGradient(loss, x).forEach((want, d) =>
        assertLess(
          Math.abs(got[d] - want),
          3e-4 * Math.max(1, size / 10),
          `${degree}°, class ${label}`,
        )
      );
    }
  });

  Deno.test(`${name}: finite at θ = 0 and π, for norms 0, 1e-8 and 1e4, and with a prototype doubled`, () => {
    tf.tidy(() => {
      const before = head.prototypes.clone();
      head.prototypes.assign(tf.tensor2d([circle(0), circle(0), circle(2)]));
      const values = extremeValues(head);
      head.prototypes.assign(before);
      assertEquals(values.filter((value) => !Number.isFinite(value)), []);
    });
  });
}

Deno.test("SubCenterArcFaceHead: the nearest of a class's prototypes counts", () => {
  const head = new SubCenterArcFaceHead({ ...sizes, subCenters: 2 });
  const places = [0, 0.5, 1.9, 2.4, 3.7, 4.4];
  head.prototypes.assign(tf.tensor2d(places.map((angle) => circle(angle, 3))));
  const embeddings = Array.from(
    { length: 360 },
    (_, degree) => circle(degree * Math.PI / 180, RADIUS),
  );
  const labels = embeddings.map((_, i) => i % CLASSES);
  const [got, rows] = tf.tidy(() => {
    const x = tf.tensor2d(embeddings), y = labelsOf(labels);
    return [head.marginLogits(x, y).arraySync(), head.nearestSubCenters(x, y).arraySync()];
  });
  embeddings.forEach((x, i) => {
    const thetas = places.map((angle) => planeAngle(x, circle(angle)));
    const nearest = [0, 1, 2].map((j) => Math.min(thetas[2 * j], thetas[2 * j + 1]));
    assertLess(Math.abs(thetas[rows[i]] - nearest[labels[i]]), 1e-5);
    nearest.forEach((theta, j) => {
      const want = 30 * (j === labels[i] ? arc(theta, 0.4) : Math.cos(theta));
      if (Math.abs(theta + 0.4 - Math.PI) > 1e-3) {
        assertLess(Math.abs(got[i][j] - want), 1e-3, `${i}°, class ${j}`);
      }
    });
  });
});
