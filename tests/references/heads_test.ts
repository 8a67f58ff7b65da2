/**
 * Values and gradients of heads against pytorch-metric-learning's and float64 PyTorch's;
 * `make_heads.py` writes them.
 */
import { tf } from "../../lib/engine/mod.ts";
import { createHead } from "../../lib/heads/mod.ts";
import { crossEntropy } from "../../lib/losses/mod.ts";
import type { Head } from "../../lib/types.ts";
import { assertClose } from "./_close.ts";
import reference from "./heads.json" with { type: "json" };

const embeddings = tf.tensor2d(reference.embeddings),
  labels = tf.tensor1d(reference.labels, "int32");
const classes = 5, embeddingSize = embeddings.shape[1];

for (
  const { head: name, source, options, prototypes, loss, toEmbeddings, toPrototypes } of reference
    .entries
) {
  const { t, ...own } = options as { t?: number };
  Deno.test(`${name} ${JSON.stringify(options)} equals ${source}`, () => {
    const head = createHead(name, { classes, embeddingSize, ...own });
    head.prototypes.assign(tf.tensor2d(prototypes));
    if (t !== undefined) (head.state!.t as tf.Variable).assign(tf.scalar(t));
    else if (name === "adacos" || name.endsWith("softmax") || name === "sphereface") {
      head.update?.(embeddings, labels, 0);
    }
    const got = lossAndGradients(head);
    assertClose("loss", [got.loss], [loss]);
    assertClose("gradient of the embeddings", got.toEmbeddings, toEmbeddings.flat());
    assertClose("gradient of the prototypes", got.toPrototypes, toPrototypes.flat());
  });
}

function lossAndGradients(head: Head) {
  return tf.tidy(() => {
    const lossOf = (x: tf.Tensor) => {
      const margin = crossEntropy(head.marginLogits(x as tf.Tensor2D, labels), labels);
      return head.penalty ? margin.add<tf.Scalar>(head.penalty(x as tf.Tensor2D, labels)) : margin;
    };
    const { value, grad } = tf.valueAndGrad(lossOf)(embeddings);
    const { grads } = tf.variableGrads(() => lossOf(embeddings), head.variables);
    const toPrototypes = grads[head.prototypes.name].dataSync();
    return { loss: value.dataSync()[0], toEmbeddings: grad.dataSync(), toPrototypes };
  });
}
