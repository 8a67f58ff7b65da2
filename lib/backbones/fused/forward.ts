/**
 * A backbone's forward pass in training and evaluation: the same results as its layers, with
 * adjacent layers fused.
 */
import { type Precision, tf } from "../../engine/mod.ts";
import { isBatchNorm, layersWithin, type PlacedLayer } from "../walk.ts";
import { type Block, isBlock, layersOf, type Segment, segmentsOf } from "./blocks.ts";
import { type Activations, inPrecision, keepsOrder, trainBlock } from "./train_block.ts";

/** Options of {@linkcode forward}. */
export interface ForwardOptions {
  /** Whether batch norms use batch statistics and update their running averages. */
  training: boolean;
  /**
   * Of convolutions and wide dense layers in training; evaluation is always float32.
   * @default {"float32"}
   */
  precision?: Precision;
  /**
   * Train as if all layers were frozen: batch norms work as in evaluation.
   * @default {false}
   */
  frozen?: boolean;
}

/**
 * Embed images.
 *
 * A chain of layers is run segment by segment; any other model by its own `apply`, in float32.
 *
 * @param net `[B, …]` → `[B, D]`.
 * @param images `[B, …]`.
 * @returns `[B, D]`, float32.
 */
export function forward(
  net: tf.LayersModel,
  images: tf.Tensor,
  { training, precision = "float32", frozen = false }: ForwardOptions,
): tf.Tensor2D {
  const options = { training, precision, frozen };
  if (!training) return run(net, images, options);
  const norms = layersWithin(net).filter((placed) =>
    (frozen || placed.frozen) && isBatchNorm(placed.layer)
  );
  return inEvaluation(norms, () => run(net, images, options));
}

function run(
  net: tf.LayersModel,
  images: tf.Tensor,
  { training, precision, frozen }: Required<ForwardOptions>,
): tf.Tensor2D {
  if (!isChain(net)) return net.apply(images, { training }) as tf.Tensor2D;
  return tf.tidy(() => {
    let activations: Activations = { x: images, precision: "float32", isData: true };
    for (const segment of frozen ? net.layers : segmentsOf(net)) {
      activations = training
        ? train(segment, activations, precision)
        : evaluate(segment, activations);
    }
    return inPrecision(activations, "float32").x as tf.Tensor2D;
  });
}

/** Whether a model is a chain of layers, so that {@linkcode forward} knows each one's input. */
export function isChain(net: tf.LayersModel): boolean {
  return net.getClassName() === "Sequential";
}

/**
 * Whether a chain has what bfloat16 speeds up: a convolution or dense layer with its batch norm.
 */
export function multipliesInBlocks(net: tf.LayersModel): boolean {
  return segmentsOf(net).some((segment) => isBlock(segment) && segment.linear !== undefined);
}

function train(segment: Segment, input: Activations, precision: Precision): Activations {
  if (isBlock(segment)) return trainBlock(segment, input, precision);
  if (segment.getClassName() === "Flatten") {
    return { ...input, x: input.x.reshape([input.x.shape[0], -1]) };
  }
  const { x } = inPrecision(input, "float32");
  return {
    x: segment.apply(x, { training: true }) as tf.Tensor,
    precision: "float32",
    isData: false,
  };
}

/** Layer by layer, except that PReLU runs after max-pooling where that changes nothing. */
function evaluate(segment: Segment, input: Activations): Activations {
  const layers = isBlock(segment) ? poolingFirst(segment) : [segment];
  const x = layers.reduce((x, layer) => layer.apply(x, { training: false }) as tf.Tensor, input.x);
  return { ...input, x, isData: false };
}

function poolingFirst(block: Block): tf.layers.Layer[] {
  const { linear, norm, activation, pooling } = block;
  if (!activation || !pooling || !keepsOrder(activation)) return layersOf(block);
  return layersOf({ linear, norm }).concat(pooling, activation);
}

/**
 * Run a function with some layers in evaluation mode: a frozen batch norm neither uses batch
 * statistics nor updates its running averages, as in Keras.
 */
function inEvaluation<T>(placed: PlacedLayer[], run: () => T): T {
  const layers = placed.map(({ layer }) => layer);
  for (const layer of layers) {
    const call = layer.call;
    layer.call = (inputs, kwargs) => call.call(layer, inputs, { ...kwargs, training: false });
  }
  try {
    return run();
  } finally {
    for (const layer of layers) delete (layer as Partial<tf.layers.Layer>).call; // back to the class's own
  }
}
