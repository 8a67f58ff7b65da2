import type { tf } from "../engine/mod.ts";
import { BatchNormalization } from "./layers/batch_normalization.ts";
import { Conv2D } from "./layers/conv2d.ts";
import { Dense } from "./layers/dense.ts";
import { MaxPooling2D } from "./layers/max_pooling.ts";
import { PReLU } from "./layers/prelu.ts";

/**
 * Tell neighbouring layers of a chain about each other, so that they can save work without changing a result:
 *
 * - the bias of a convolution or dense layer before a batch norm: the norm subtracts it with the mean, so in training only the running mean
 *   takes it in, and its gradient is 0 (stock ops give rounding noise around 0);
 * - a convolution of few numbers before a batch norm: one convolution does both;
 * - a batch norm before a PReLU: with the gradients of γ and β it has a part of the slope's;
 * - PReLU before max-pooling: while α > 0 the order does not matter, and pooling first leaves a fifth of the numbers;
 * - a batch norm before both: while γ > 0 likewise.
 *
 * @param net Its layers are changed; layers that do not form a chain are left alone.
 */
export function fuseNeighbours<N extends tf.LayersModel>(net: N): N {
  if (net.getClassName() !== "Sequential") return net;
  net.layers.forEach((layer, i) => {
    const [next, afterNext] = net.layers.slice(i + 1);
    if ((layer instanceof Conv2D || layer instanceof Dense) && next instanceof BatchNormalization) {
      layer.comesBeforeNorm = true;
      next.linear = layer;
      if (layer instanceof Conv2D) next.convolution = layer;
    }
    if (layer instanceof BatchNormalization && next instanceof PReLU) {
      layer.activation = next;
      next.comesAfterNorm = true;
      if (afterNext instanceof MaxPooling2D) {
        layer.pooling = afterNext;
        afterNext.norm = layer;
      }
    }
    if (layer instanceof PReLU && next instanceof MaxPooling2D) {
      layer.comesAfterPooling = true;
      next.activation = layer;
    }
  });
  return net;
}
