/** Backbones of all layers that can be exported, with weights drawn at random. */
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";

/** The course's network, after a step: its running averages are no longer 0 and 1. */
function course(): tf.LayersModel {
  const backbone = clsNet({ seed: 3, embeddingSize: 4 });
  backbone.apply(tf.randomUniform([16, 28, 28, 1], 0, 1, "float32", 1), { training: true });
  return backbone;
}

/** Stock layers with what the course's do not have: padding, strides, dilation, slopes per pixel. */
function stock(): tf.LayersModel {
  const { layers } = tf;
  return tf.sequential({
    layers: [
      layers.conv2d({
        inputShape: [13, 10, 3],
        filters: 4,
        kernelSize: [3, 5],
        strides: 2,
        padding: "same",
        activation: "relu",
      }), // 7×5×4
      layers.batchNormalization({ scale: false, epsilon: 1e-3 }),
      layers.prelu({ name: "own/slopes" }),
      layers.maxPooling2d({ poolSize: 2, padding: "same" }), // 4×3×4
      layers.dropout({ rate: 0.5 }),
      layers.conv2d({ filters: 6, kernelSize: 2, dilationRate: 2, useBias: false }), // 2×1×6
      layers.prelu({ sharedAxes: [1, 2] as never }),
      layers.activation({ activation: "relu" }),
      layers.flatten(),
      layers.dense({ units: 8, useBias: false, activation: "relu" }),
      layers.batchNormalization({ center: false }),
      layers.prelu(),
      layers.dense({ units: 5 }),
    ],
  });
}

/** A functional model with a model inside, a layer that comes twice, and names that files use. */
function nested(): tf.LayersModel {
  const { layers } = tf, again = layers.dense({ units: 6, name: "embeddings" });
  const inner = tf.sequential({
    name: "inner",
    layers: [
      layers.flatten({ inputShape: [4, 4, 1], name: "pop" }),
      layers.dense({ units: 6, activation: "relu", name: "head" }),
    ],
  });
  const image = tf.input({ shape: [4, 4, 1] });
  const rectified = layers.reLU({ name: "images" }).apply(inner.apply(image));
  const output = again.apply(again.apply(rectified)) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs: output });
}

/** By what they are, weights drawn from ±0.5; variances from 0.5 … 1.5. */
export const backbones: Record<string, tf.LayersModel> = {
  "the course's network": course(),
  "stock layers": drawn(stock()),
  "a model in a model": drawn(nested()),
};

function drawn(backbone: tf.LayersModel): tf.LayersModel {
  for (const [seed, weight] of backbone.weights.entries()) {
    const shift = weight.originalName.endsWith("moving_variance") ? 1 : 0;
    const shape = weight.shape as number[];
    weight.write(tf.randomUniform(shape, shift - 0.5, shift + 0.5, "float32", seed));
  }
  return backbone;
}

/** Seven images of a backbone's size, and their embeddings, as plain numbers. */
export function examples(
  backbone: tf.LayersModel,
): { shape: number[]; images: Float32Array; embeddings: tf.Tensor2D } {
  const shape = [7, ...backbone.inputs[0].shape.slice(1) as number[]];
  const images = tf.randomUniform(shape, 0, 1, "float32", 9);
  const embeddings = backbone.predict(images) as tf.Tensor2D;
  return { shape, images: images.dataSync() as Float32Array, embeddings };
}
