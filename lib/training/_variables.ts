/** Names for a model's variables, as they stand in a checkpoint. */
import type { tf } from "../engine/mod.ts";
import type { AuxiliaryLoss, Head, Model } from "../types.ts";
import type { NamedVariables } from "./optimizers/optimizer.ts";

/** All that trains by gradient, by name. */
export function trainableVariables(model: Model): NamedVariables {
  return {
    ...backboneWeights(model.backbone, model.backbone.trainableWeights),
    ...ownVariables("head", model.head),
    ...Object.assign({}, ...(model.auxiliary ?? []).map((loss) => ownVariables(loss.name, loss))),
  };
}

/**
 * All variables a checkpoint holds: what trains, running averages, and the state of head and
 * losses.
 */
export function allVariables(model: Model): NamedVariables {
  return {
    ...trainableVariables(model),
    ...backboneWeights(model.backbone, model.backbone.weights),
    ...stateVariables("head", model.head),
    ...Object.assign({}, ...(model.auxiliary ?? []).map((loss) => stateVariables(loss.name, loss))),
  };
}

function backboneWeights(backbone: tf.LayersModel, weights: tf.LayerVariable[]): NamedVariables {
  const wanted = new Set(weights);
  const named: NamedVariables = {};
  for (const layer of backbone.layers) {
    for (const weight of layer.weights.filter((weight) => wanted.has(weight))) {
      const ownName = weight.originalName.split("/").at(-1);
      named[`backbone.${layer.name}.${ownName}`] = weight.read() as tf.Variable;
    }
  }
  return named;
}

/** A variable is called what its owner's field is called. */
function ownVariables(prefix: string, owner: Head | AuxiliaryLoss): NamedVariables {
  const fields = Object.entries(owner);
  const entries = owner.variables.map((variable, index) => {
    const field = fields.find(([, value]) => value === variable)?.[0] ?? `variable${index}`;
    return [`${prefix}.${field}`, variable] as const;
  });
  return Object.fromEntries(entries);
}

function stateVariables(prefix: string, owner: Head | AuxiliaryLoss): NamedVariables {
  const entries = Object.entries(owner.state ?? {}).filter(([, value]) =>
    typeof value !== "number"
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [`${prefix}.${name}`, value as tf.Variable]),
  );
}
