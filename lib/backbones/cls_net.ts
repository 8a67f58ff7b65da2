import { type Check, check, checkNames, integer, whole } from "../check.ts";
import { tf } from "../engine/mod.ts";
import type { ImageShape } from "../types.ts";
import { BatchNormalization } from "./layers/batch_normalization.ts";
import { Conv2D } from "./layers/conv2d.ts";
import { Dense } from "./layers/dense.ts";
import { MaxPooling2D } from "./layers/max_pooling.ts";
import { PReLU } from "./layers/prelu.ts";

/** Options of {@linkcode clsNet}. */
export interface ClsNetOptions {
  /**
   * Embedding size, D. 2 can be plotted.
   * @default {2}
   */
  embeddingSize?: number;
  /**
   * Height, width and channels of the images; height and width are 7 or more.
   * @default {[28, 28, 1]}
   */
  imageShape?: ImageShape;
  /**
   * Whether a PReLU follows the embedding, as in the article. It squeezes the negative half-planes
   * by its slope.
   * @default {true}
   */
  lastPrelu?: boolean;
  /**
   * Seed of the initial weights.
   * @default {1}
   */
  seed?: number;
}

/**
 * The article's network: two 3×3 convolutions, max-pooling, and three dense layers, the last of
 * which outputs the embedding.
 *
 * With D = 2 and images of 28×28×1 it has 2,035,655 trainable parameters. Weights and biases have
 * PyTorch's default initialisation, uniform in ±1/√fan-in.
 *
 * @returns `[B, height, width, channels]`, values 0 … 1 → `[B, D]`.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(clsNet({ embeddingSize: 3 }).outputs[0].shape, [null, 3]);
 * ```
 */
export function clsNet(options: ClsNetOptions = {}): tf.LayersModel {
  const { embeddingSize = 2, imageShape = [28, 28, 1], lastPrelu = true, seed = 1 } = options;
  checkNames(options, ["embeddingSize", "imageShape", "lastPrelu", "seed"], "clsNet");
  check(embeddingSize, whole(1), "clsNet: embeddingSize");
  check(seed, integer, "clsNet: seed");
  check(imageShape, isImageShape, "clsNet: imageShape");
  const [height, width, channels] = imageShape;
  const flat = pooled(height) * pooled(width) * 64;
  const start = (layer: number, fanIn: number) =>
    torchDefaults({ fanIn, seed: seed * 100 + 2 * layer });
  const layers = [
    new Conv2D({
      name: "conv1",
      inputShape: [height, width, channels],
      filters: 32,
      kernelSize: 3,
      ...start(1, 9 * channels),
    }), // 26×26×32 on MNIST
    ...normAndActivation(1),
    new Conv2D({ name: "conv2", filters: 64, kernelSize: 3, ...start(2, 9 * 32) }), // 24×24×64
    ...normAndActivation(2),
    new MaxPooling2D({ name: "pool", poolSize: 3, strides: 2 }), // 11×11×64
    tf.layers.flatten({ name: "flatten" }), // 7744
    new Dense({ name: "dense1", units: 256, ...start(3, flat) }),
    ...normAndActivation(3),
    new Dense({ name: "dense2", units: 128, ...start(4, 256) }),
    ...normAndActivation(4),
    new Dense({ name: "embedding", units: embeddingSize, ...start(5, 128) }), // D
    ...(lastPrelu ? [new PReLU({ name: "prelu5" })] : []),
  ];
  return tf.sequential({ layers });
}

/** Rows or columns after the convolutions and the pooling. */
function pooled(length: number): number {
  return Math.floor((length - 4 - 3) / 2) + 1;
}

const isImageShape: Check = {
  what: "[height, width, channels], height and width 7 or more",
  accepts: (value) =>
    Array.isArray(value) && value.length === 3 && value.every(Number.isInteger) &&
    value[0] >= 7 && value[1] >= 7 && value[2] >= 1,
};

function normAndActivation(index: number): tf.layers.Layer[] {
  return [new BatchNormalization({ name: `norm${index}` }), new PReLU({ name: `prelu${index}` })];
}

/**
 * `torch.nn.Linear` and `Conv2d` draw weights and biases from ±1/√fan-in (Kaiming uniform with a =
 * √5).
 */
function torchDefaults({ fanIn, seed }: { fanIn: number; seed: number }) {
  const bound = 1 / Math.sqrt(fanIn);
  const uniform = (seed: number) =>
    tf.initializers.randomUniform({ minval: -bound, maxval: bound, seed });
  return { kernelInitializer: uniform(seed), biasInitializer: uniform(seed + 1) };
}
