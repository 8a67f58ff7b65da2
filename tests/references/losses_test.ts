/**
 * Values, gradients and updates of losses beside a head against float64 PyTorch's; `make_losses.py`
 * writes them.
 */
import { assert, assertEquals } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import { createAuxiliaryLoss } from "../../lib/losses/mod.ts";
import type { AuxiliaryLoss } from "../../lib/types.ts";
import { assertClose } from "./_close.ts";
import reference from "./losses.json" with { type: "json" };

const { classes, made } = reference;
const embeddings = tf.tensor2d(reference.embeddings),
  labels = tf.tensor1d(reference.labels, "int32");

/** What a loss keeps: its centers or its radius. */
function keptBy(loss: AuxiliaryLoss): tf.Variable {
  const { centers, radius } = loss as { centers?: tf.Variable; radius?: tf.Variable };
  return (centers ?? radius)!;
}

for (const { loss: name, equation, options, ...want } of reference.entries) {
  Deno.test(`${name} ${JSON.stringify(options)} equals ${equation} (${made})`, () => {
    const sizes = name === "ring" ? {} : { classes, embeddingSize: embeddings.shape[1] };
    const loss = createAuxiliaryLoss(name, { ...sizes, ...options });
    const kept = keptBy(loss);
    tf.tidy(() => kept.assign(tf.tensor(want.variable, kept.shape)));
    const lossOf = (x: tf.Tensor) => loss.loss(x as tf.Tensor2D, labels);
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad(lossOf)(embeddings);
      assertClose("value", value.dataSync(), [want.value]);
      assertClose("gradient of the embeddings", grad.dataSync(), want.toEmbeddings.flat());
      if (loss.variables.length > 0) {
        const { grads } = tf.variableGrads(() => lossOf(embeddings), loss.variables);
        assertClose(
          "gradient of what it learns",
          grads[kept.name].dataSync(),
          [want.toVariable].flat(2),
        );
      }
    });
    loss.update?.(embeddings, labels);
    const after = want.after ?? want.variable; // only centers of center loss move by a rule of their own
    assertClose("after the update", kept.dataSync(), [after].flat(2));
  });
}

Deno.test("the references hold every loss beside a head", () => {
  assertEquals([...new Set(reference.entries.map(({ loss }) => loss))], [
    "center",
    "contrastive-center",
    "ring",
  ]);
  assert(
    reference.entries.every(({ toVariable }) => [toVariable].flat(2).some((value) => value !== 0)),
  );
});
