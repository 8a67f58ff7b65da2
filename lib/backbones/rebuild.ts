/** Checks that a backbone can be rebuilt from its description. */
import { tf } from "../engine/mod.ts";
import { InputError, messageOf } from "../errors.ts";
import {
  buildBackbone,
  describeBackbone,
  isOurs,
  type LayerClass,
  type LayerClasses,
} from "./describe.ts";
import { layersWithin, type PlacedLayer, weightsWithin } from "./walk.ts";

const stock = { ...tf.serialization.SerializationMap.getMap().classNameMap };

/** Models known to rebuild correctly, with their descriptions. */
const proven = new WeakMap<tf.LayersModel, string>();

/**
 * Reject a backbone that cannot be rebuilt from its description with the same outputs. Tested once,
 * on a random image.
 *
 * @throws {InputError} Names the layer.
 */
export async function checkRebuilds(net: tf.LayersModel): Promise<void> {
  const topology = describeBackbone(net), text = JSON.stringify(topology);
  if (proven.get(net) === text) return;
  const placed = layersWithin(net);
  for (const { layer, path } of placed) checkClass(layer, path);
  let again: tf.LayersModel;
  try {
    again = await buildBackbone(topology, { layers: ownClasses(placed) });
  } catch (error) {
    throw cannotSave(`backbone ${net.name}`, messageOf(error));
  }
  try {
    checkLayers(placed, layersWithin(again));
    await checkOutputs(net, again);
  } finally {
    again.dispose();
  }
  proven.set(net, text);
}

function cannotSave(what: string, why: string): InputError {
  return new InputError(`${what} cannot be saved: ${why}`);
}

/** Reject a layer whose class cannot be looked up by name. */
function checkClass(layer: tf.layers.Layer, path: string): void {
  const ownClass = layer.constructor as LayerClass, name = ownClass.className;
  if (isOurs(layer) || (stock[name]?.[0] as unknown) === ownClass) return;
  if (!Object.hasOwn(ownClass, "className") || Object.hasOwn(stock, name)) {
    throw cannotSave(
      `layer ${path}`,
      `its class ${ownClass.name} has no static className of its own; give it one, and the class to loadCheckpoint(path, { layers })`,
    );
  }
}

function ownClasses(placed: PlacedLayer[]): LayerClasses {
  const own = placed.map(({ layer }) => layer.constructor as LayerClass).filter(({ className }) =>
    !Object.hasOwn(stock, className)
  );
  return Object.fromEntries(own.map((ownClass) => [ownClass.className, ownClass]));
}

function checkLayers(placed: PlacedLayer[], again: PlacedLayer[]): void {
  for (const [i, { layer, path }] of placed.entries()) {
    const other = again[i]?.layer;
    const same = again[i]?.path === path && other?.constructor === layer.constructor &&
      configText(other) === configText(layer);
    if (!same) {
      throw cannotSave(
        `layer ${path}`,
        "its getConfig() does not return everything its constructor needs",
      );
    }
  }
}

/**
 * A layer's configuration as text, without nulls, `trainable` (saved elsewhere) and `name` (tfjs
 * renames inner cells).
 */
function configText(layer: tf.layers.Layer): string {
  const said = (name: string, value: unknown) =>
    value === null || name === "trainable" || name === "name" ? undefined : value;
  return JSON.stringify(layer.getConfig(), said);
}

async function checkOutputs(net: tf.LayersModel, again: tf.LayersModel): Promise<void> {
  const shape = net.inputs[0].shape.slice(1);
  if (tf.getBackend() === "webgpu" || shape.includes(null)) return;
  const weights = weightsWithin(again).map(({ weight }) => weight.read() as tf.Variable);
  weightsWithin(net).forEach(({ weight }, i) => weights[i].assign(weight.read()));
  const outputs = tf.tidy(() => {
    const images = tf.randomUniform([1, ...shape as number[]], 0, 1, "float32", 1);
    return [net, again].map((model) => outputsOf(model, images));
  });
  const [own, others] = await Promise.all(
    outputs.map((tensors) => Promise.all(tensors.map((tensor) => tensor.data()))),
  );
  tf.dispose(outputs);
  const wrong = own.findIndex((numbers, i) => !sameNumbers(numbers, others[i]));
  if (wrong === -1) return;
  const layer = wrong < own.length - 1 ? `layer ${net.layers[wrong].name}` : `backbone ${net.name}`;
  throw cannotSave(layer, "its rebuilt copy gives different outputs");
}

/** Outputs of a chain's layers, then the model's. */
function outputsOf(net: tf.LayersModel, images: tf.Tensor): tf.Tensor[] {
  const outputs: tf.Tensor[] = [];
  if (net.getClassName() === "Sequential") {
    for (const layer of net.layers) {
      outputs.push(layer.apply(outputs.at(-1) ?? images, { training: false }) as tf.Tensor);
    }
  }
  return [...outputs, net.predict(images) as tf.Tensor];
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}
