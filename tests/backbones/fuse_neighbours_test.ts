import { assertEquals, assertLess } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { BatchNormalization } from "../../lib/backbones/layers/batch_normalization.ts";
import { Conv2D } from "../../lib/backbones/layers/conv2d.ts";
import { Dense } from "../../lib/backbones/layers/dense.ts";
import { MaxPooling2D } from "../../lib/backbones/layers/max_pooling.ts";
import { PReLU } from "../../lib/backbones/layers/prelu.ts";
import { tf } from "../../lib/engine/mod.ts";

const images = () => tf.randomUniform([6, 28, 28, 1], 0, 1, "float32", 1);

/** The same network with every layer for itself. */
function unfused(seed: number): tf.LayersModel {
  const net = clsNet({ seed });
  for (const layer of net.layers) {
    if (layer instanceof Conv2D || layer instanceof Dense) layer.comesBeforeNorm = false;
    if (layer instanceof BatchNormalization) {
      layer.linear =
        layer.convolution =
        layer.activation =
        layer.pooling =
          undefined;
    }
    if (layer instanceof PReLU) layer.comesAfterPooling = layer.comesAfterNorm = false;
    if (layer instanceof MaxPooling2D) layer.activation = layer.norm = undefined;
  }
  return net;
}

const difference = (a: tf.Tensor, b: tf.Tensor) => tf.tidy(() => a.sub(b).abs().max().dataSync()[0]);

function gradients(net: tf.LayersModel): Record<string, tf.Tensor> {
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { grads } = tf.variableGrads(() => {
    const y = net.apply(images(), { training: true }) as tf.Tensor;
    return y.mul(tf.randomNormal(y.shape, 0, 1, "float32", 7)).sum<tf.Scalar>();
  }, variables);
  return Object.fromEntries(
    net.trainableWeights.map((
      weight,
      i,
    ) => [weight.originalName, grads[variables[i].name] ?? tf.zerosLike(variables[i])]),
  );
}

Deno.test("fused neighbours give the same embeddings, gradients and running averages as layers for themselves", () => {
  const [fused, plain] = [clsNet({ seed: 3 }), unfused(3)];
  const [got, want] = [gradients(fused), gradients(plain)];
  for (const [name, gradient] of Object.entries(want)) {
    const scale = Math.max(1, gradient.abs().max().dataSync()[0]);
    assertLess(difference(got[name], gradient), 1e-4 * scale, name);
  }
  fused.weights.forEach((weight, i) => {
    assertLess(difference(weight.read(), plain.weights[i].read()), 1e-5, weight.originalName);
  });
  const [a, b] = [fused, plain].map((net) => net.apply(images(), { training: false }) as tf.Tensor);
  assertLess(difference(a, b), 1e-4);
});

Deno.test("PReLU stays before the pooling while its slope is not above 0", () => {
  const [fused, plain] = [clsNet({ seed: 3 }), unfused(3)];
  for (const net of [fused, plain]) {
    const slope = net.getLayer("prelu2").weights[0].read() as tf.Variable;
    slope.assign(tf.fill(slope.shape, -0.5));
  }
  const [a, b] = [fused, plain].map((net) => net.apply(images(), { training: false }) as tf.Tensor);
  assertEquals(a.dataSync(), b.dataSync());
});
