import type { tf } from "../../engine/mod.ts";
import { BatchNormalization } from "../layers/batch_normalization.ts";
import { Conv2D } from "../layers/conv2d.ts";
import { Dense } from "../layers/dense.ts";
import { MaxPooling2D } from "../layers/max_pooling.ts";
import { PReLU } from "../layers/prelu.ts";

/**
 * Adjacent layers that are run together: a batch norm, with any of the others next to it in this
 * order.
 */
export interface Block {
  linear?: Conv2D | Dense;
  norm: BatchNormalization;
  activation?: PReLU;
  pooling?: MaxPooling2D;
}

/** A step of the forward pass: a block or a single layer. */
export type Segment = Block | tf.layers.Layer;

/** Whether a segment is a block. */
export function isBlock(segment: Segment): segment is Block {
  return "norm" in segment;
}

const known = new WeakMap<tf.LayersModel, { key: unknown[]; segments: Segment[] }>();

/** The segments of a chain of layers. */
export function segmentsOf(net: tf.LayersModel): Segment[] {
  const key = net.layers.flatMap((layer) => [layer, net.trainable && layer.trainable]);
  const found = known.get(net);
  if (found?.key.length === key.length && key.every((part, i) => part === found.key[i])) {
    return found.segments;
  }
  const segments = net.trainable ? findSegments(net.layers) : [...net.layers];
  known.set(net, { key, segments });
  return segments;
}

function findSegments(layers: tf.layers.Layer[]): Segment[] {
  if (layers.length === 0) return [];
  const segment = blockAt(layers) ?? layers[0];
  return [segment, ...findSegments(layers.slice(layersOf(segment).length))];
}

function blockAt(layers: tf.layers.Layer[]): Block | undefined {
  const [first, ...others] = layers;
  const isLinear = (first instanceof Conv2D || first instanceof Dense) && first.isPlain;
  const linear = isLinear ? first : undefined;
  const [norm, second, third] = linear ? others : layers;
  if (!(norm instanceof BatchNormalization) || !norm.trainable) return undefined;
  const activation = second instanceof PReLU ? second : undefined;
  const pooling = activation && third instanceof MaxPooling2D ? third : undefined;
  return { linear, norm, activation, pooling };
}

/** A segment's layers, in order. */
export function layersOf(segment: Segment): tf.layers.Layer[] {
  if (!isBlock(segment)) return [segment];
  return [segment.linear, segment.norm, segment.activation, segment.pooling].filter((layer) =>
    layer !== undefined
  );
}
