import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import {
  ArcFaceHead,
  ArticleHead,
  CosineHead,
  createHead,
  headNames,
  LinearHead,
} from "../../lib/heads/mod.ts";
import { crossEntropy } from "../../lib/losses/mod.ts";
import type { Head } from "../../lib/types.ts";
import { numericGradient, planeAngle, scalarCrossEntropy } from "../_numeric.ts";
import { ANGLES, circle, CLASSES, extremeValues, labelsOf, RADIUS, sizes } from "./_plane.ts";

const rows = (values: number[][]) => tf.tensor2d(values);

function placed<H extends Head>(head: H): H {
  head.prototypes.assign(rows(ANGLES.map((angle) => circle(angle, 2.5))));
  return head;
}

/** What a paper's formula makes of the target angle; others get s·cos θ. */
type Scalar = (theta: number) => number;

const continued = (m: number, beyond: Scalar): Scalar => (theta) =>
  theta + m <= Math.PI ? Math.cos(theta + m) : beyond(theta);

const cases: { name: string; head: Head; scale: number; target: Scalar; jump?: number }[] = [
  {
    name: "CosineHead",
    head: new CosineHead({ ...sizes, scale: 12 }),
    scale: 12,
    target: Math.cos,
  },
  {
    name: "ArcFaceHead",
    head: new ArcFaceHead({ ...sizes, scale: 30, margin: 0.4 }),
    scale: 30,
    target: continued(0.4, (theta) => Math.cos(theta) - 0.4 * Math.sin(0.4)),
    jump: Math.PI - 0.4,
  },
  {
    name: "ArcFaceHead, continuous",
    head: new ArcFaceHead({ ...sizes, scale: 16, margin: 0.5, fallback: "continuous" }),
    scale: 16,
    target: continued(0.5, (theta) => -2 - Math.cos(theta + 0.5)),
    jump: Math.PI - 0.5,
  },
  {
    name: "ArticleHead",
    head: new ArticleHead(sizes),
    scale: 1,
    target: (theta) => 10 * Math.cos(Math.acos(Math.cos(theta) / 10) + 0.01),
  },
];

/** The logits of one embedding, by scalar formulas. */
function scalarLogits(
  x: number[],
  label: number,
  { scale, target }: { scale: number; target: Scalar },
): number[] {
  return ANGLES.map((angle, j) => {
    const theta = planeAngle(x, circle(angle));
    return scale * (j === label ? target(theta) : Math.cos(theta));
  });
}

for (const { name, head, scale, target, jump } of cases) {
  placed(head);

  Deno.test(`${name}: marginLogits() follows the scalar formula at every degree`, () => {
    const embeddings = Array.from(
      { length: 360 },
      (_, degree) => circle(degree * Math.PI / 180, RADIUS),
    );
    const labels = embeddings.map((_, i) => i % CLASSES);
    const got = tf.tidy(() => head.marginLogits(rows(embeddings), labelsOf(labels)).arraySync());
    embeddings.forEach((x, i) => {
      const want = scalarLogits(x, labels[i], { scale, target });
      want.forEach((value, j) =>
        assertLess(Math.abs(got[i][j] - value), scale * 1e-5, `${i}°, class ${j}`)
      );
    });
  });

  Deno.test(`${name}: the loss's gradient equals central differences`, () => {
    for (let degree = 1; degree < 360; degree += 7) {
      const x = circle(degree * Math.PI / 180, RADIUS);
      const label = degree % CLASSES;
      const theta = planeAngle(x, circle(ANGLES[label]));
      // Where the formula steps there is no derivative; at θ = 0 and π, a kink.
      if (jump && Math.abs(theta - jump) < 0.01) continue;
      if (theta < 0.02 || theta > Math.PI - 0.02) continue;
      const loss = (x: number[]) =>
        scalarCrossEntropy(scalarLogits(x, label, { scale, target }), label);
      const want = numericGradient(loss, x);
      const got = tf.tidy(() => {
        const lossOf = (x: tf.Tensor) =>
          crossEntropy(head.marginLogits(x as tf.Tensor2D, labelsOf([label])), labelsOf([label]));
        return tf.grad(lossOf)(rows([x])).dataSync();
      });
      // float32 carries cosines to 1e-7, times s, over sin θ
      want.forEach((value, d) =>
        assertLess(Math.abs(got[d] - value), 2e-4 * Math.max(1, scale / 10), `${degree}°`)
      );
    }
  });

  Deno.test(`${name}: values and gradients are finite at θ = 0 and π and for norms 0, 1e-8 and 1e4`, () => {
    tf.tidy(() => {
      const values = extremeValues(head);
      assertEquals(values.filter((value) => !Number.isFinite(value)), []);
    });
  });

  Deno.test(`${name}: scaling embeddings or prototypes leaves the logits unchanged`, () => {
    tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R2>([5, 2], 0, 1, "float32", 2);
      const before = head.logits(x);
      const original = head.prototypes.clone();
      head.prototypes.assign(head.prototypes.mul(7));
      const after = head.logits(x.mul(3));
      head.prototypes.assign(original);
      assertLess(before.sub(after).abs().max().dataSync()[0], scale * 1e-5);
    });
  });
}

Deno.test("ArcFaceHead: a detached margin keeps the value and takes cosine's gradient", () => {
  tf.tidy(() => {
    const [plain, detached] = [false, true].map((detachMargin) =>
      placed(new ArcFaceHead({ ...sizes, detachMargin }))
    );
    const x = rows([circle(0.1)]), labels = labelsOf([0]);
    const own = (head: Head) => (x: tf.Tensor) =>
      head.marginLogits(x as tf.Tensor2D, labels).slice([0, 0], [1, 1]).sum<tf.Scalar>();
    assertAlmostEquals(own(plain)(x).dataSync()[0], own(detached)(x).dataSync()[0], 1e-4);
    const length = (head: Head) => tf.grad(own(head))(x).norm().dataSync()[0];
    assertAlmostEquals(length(detached), 30 * Math.sin(0.1), 1e-3);
    assertAlmostEquals(length(plain), 30 * Math.sin(0.5), 1e-3);
  });
});

Deno.test("ArticleHead: the penalty is 0.0994 to 0.1000 at every angle", () => {
  const penalties = Array.from({ length: 181 }, (_, degree) => {
    const cosine = Math.cos(degree * Math.PI / 180);
    return cosine - 10 * Math.cos(Math.acos(cosine / 10) + 0.01);
  });
  assertAlmostEquals(Math.max(...penalties), 0.1, 1e-4);
  assertAlmostEquals(Math.min(...penalties), 0.0994, 1e-4);
});

Deno.test("LinearHead: logits are W·x + b", () => {
  const head = new LinearHead({ classes: 2, embeddingSize: 2 });
  head.prototypes.assign(rows([[1, 2], [3, 4]]));
  head.bias.assign(tf.tensor1d([10, 20]));
  assertEquals(tf.tidy(() => head.logits(rows([[1, 1]])).arraySync()), [[13, 27]]);
});

Deno.test("createHead() makes each head by its name, with its options again", () => {
  for (const name of headNames) {
    const head = createHead(name, sizes);
    assertEquals(head.name, name);
    const again = createHead(name, { ...head.options } as typeof sizes);
    assertEquals(again.prototypes.dataSync(), head.prototypes.dataSync());
  }
  assertThrows(() => createHead("arcfase", sizes), RangeError, "softmax");
});

Deno.test("heads refuse what cannot train, naming option and range", () => {
  assertThrows(
    () => new ArcFaceHead({ ...sizes, margin: 3.2 }),
    RangeError,
    "ArcFaceHead: margin is 3.2, it must be at least 0 and below π, in radians",
  );
  assertThrows(() => new ArcFaceHead({ ...sizes, margin: NaN }), RangeError, "margin");
  assertThrows(() => new CosineHead({ ...sizes, scale: 0 }), RangeError, "scale is 0");
  assertThrows(() => new LinearHead({ classes: 1, embeddingSize: 2 }), RangeError, "classes is 1");
  assertThrows(() => new LinearHead({ ...sizes, seed: NaN }), RangeError, "seed");
});
