/** A backbone to JSON and back: its layers' configuration, and which of them are ours. */
import { tf } from "../engine/mod.ts";
import { BatchNormalization } from "./layers/batch_normalization.ts";
import { Conv2D } from "./layers/conv2d.ts";
import { Dense } from "./layers/dense.ts";
import { MaxPooling2D } from "./layers/max_pooling.ts";
import { PReLU } from "./layers/prelu.ts";
import { checkTopology } from "./topology.ts";
import { isModel } from "./walk.ts";

/** tfjs's description of a network's layers, as `toJSON` gives it. */
export type Topology = Parameters<typeof tf.models.modelFromJSON>[0];

/** A layer class; its static `className` is its name in files. */
export type LayerClass =
  & (new (config: never) => tf.layers.Layer)
  & { className: string };

/** Layer classes by name. */
export type LayerClasses = Readonly<Record<string, LayerClass>>;

/** Our layers, saved under tfjs's names so that plain tfjs can load them. */
const ours: LayerClasses = { BatchNormalization, Conv2D, Dense, MaxPooling2D, PReLU };

/** Marks a saved layer as one of {@linkcode ours}. */
const MARK = "margin_losses";

/** Whether a layer is one of ours. */
export function isOurs(layer: tf.layers.Layer): boolean {
  return Object.values(ours).some((ourClass) => layer.constructor === ourClass);
}

interface LayerJson {
  class_name: string;
  config: Record<string, unknown> & { layers?: LayerJson[] };
}

/** A backbone's layers as JSON. */
export function describeBackbone(net: tf.LayersModel): Topology {
  const topology = net.toJSON(null, false) as unknown as LayerJson;
  markOurs(net, topology);
  return topology as unknown as Topology;
}

function markOurs(net: tf.LayersModel, { config: { layers = [] } }: LayerJson): void {
  for (const [i, layer] of net.layers.entries()) {
    if (isModel(layer)) markOurs(layer, layers[i]);
    else if (isOurs(layer)) layers[i].config[MARK] = true;
  }
}

/** Entry of tfjs's registry: a class, and how its layers are created from their configuration. */
type Entry = ReturnType<
  typeof tf.serialization.SerializationMap.getMap
>["classNameMap"][string];

/** Options of {@linkcode buildBackbone}. */
export interface BuildOptions {
  /** Custom layer classes. */
  layers?: LayerClasses;
  /**
   * The description is from a version that did not mark our layers: a layer is ours if its
   * configuration could be.
   */
  unmarked?: boolean;
}

/**
 * Build a backbone from its description.
 *
 * tfjs's `customObjects` do not reach the layers inside a sequential model (4.22 looks them up
 * under the word "className"), so the class registry is changed for this one call; afterwards it is
 * as it was, and other models load with stock layers.
 *
 * @throws {InputError} On a topology that holds more than known layers and their configuration.
 */
export async function buildBackbone(
  topology: Topology,
  { layers = {}, unmarked = false }: BuildOptions = {},
): Promise<tf.LayersModel> {
  const registry = tf.serialization.SerializationMap.getMap().classNameMap;
  checkTopology(topology, (name) => Object.hasOwn(layers, name) || Object.hasOwn(registry, name));
  const before = [...Object.keys(ours), ...Object.keys(layers)].map((name) =>
    [name, registry[name]] as const
  );
  for (const [name, ourClass] of Object.entries(ours)) {
    registry[name] = oursOrStock(ourClass, registry[name], unmarked);
  }
  for (const [name, own] of Object.entries(layers)) {
    registry[name] = [own, tf.layers.Layer.fromConfig] as unknown as Entry;
  }
  try {
    return await tf.models.modelFromJSON(structuredClone(topology)); // tfjs modifies its input
  } finally {
    for (const [name, entry] of before) {
      if (entry) registry[name] = entry;
      else delete registry[name];
    }
  }
}

function oursOrStock(ourClass: LayerClass, [stock, make]: Entry, unmarked: boolean): Entry {
  const choose = (_: unknown, config: tf.serialization.ConfigDict, ...rest: []) => {
    const isOne = unmarked ? couldBeOurs(ourClass.className, config) : config.marginLosses === true;
    return isOne
      ? tf.layers.Layer.fromConfig(ourClass as never, config)
      : make(stock, config, ...rest);
  };
  return [stock, choose] as unknown as Entry;
}

/** Configuration of `clsNet`'s layers in versions that did not mark them. */
const ourConfigs: Record<string, Record<string, unknown>> = {
  BatchNormalization: { epsilon: 1e-5, axis: -1 },
  Conv2D: { padding: "valid", strides: [1, 1], dilationRate: [1, 1], useBias: true },
  Dense: { useBias: true },
  MaxPooling2D: { padding: "valid" },
  PReLU: {},
};

function couldBeOurs(name: string, config: tf.serialization.ConfigDict): boolean {
  const { activation = "linear" } = config;
  const isAllShared = name !== "PReLU" || (config.sharedAxes as unknown[] | undefined)?.length;
  return activation === "linear" && Boolean(isAllShared) &&
    Object.entries(ourConfigs[name]).every(([key, value]) => String(config[key]) === String(value));
}
