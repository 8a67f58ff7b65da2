/** A model's variables by name, as in a checkpoint. */
import { type NamedWeight, weightsWithin } from "../backbones/mod.ts";
import type { tf } from "../engine/mod.ts";
import type { AuxiliaryLoss, Head, Model } from "../types.ts";
import type { NamedVariables } from "./optimizers/optimizer.ts";

/** All variables trained by gradient, by name. */
export function trainableVariables(model: Model): NamedVariables {
  return {
    ...backboneWeights(model.backbone, ({ trains }) => trains),
    ...ownVariables("head", model.head),
    ...Object.assign({}, ...namedLosses(model).map(([name, loss]) => ownVariables(name, loss))),
  };
}

/**
 * All variables in a checkpoint: trainable ones, running averages, and the state of head and
 * losses.
 */
export function allVariables(model: Model): NamedVariables {
  return {
    ...trainableVariables(model),
    ...backboneWeights(model.backbone),
    ...stateVariables("head", model.head),
    ...Object.assign({}, ...namedLosses(model).map(([name, loss]) => stateVariables(name, loss))),
  };
}

function backboneWeights(backbone: tf.LayersModel, wanted = (_: NamedWeight) => true) {
  const weights = weightsWithin(backbone).filter(wanted);
  return Object.fromEntries(
    weights.map(({ name, weight }) => [`backbone.${name}`, weight.read() as tf.Variable]),
  );
}

/** Auxiliary losses under unique names: the second of a kind is `center2`. */
export function namedLosses({ auxiliary = [] }: Model): [string, AuxiliaryLoss][] {
  const counts = new Map<string, number>();
  return auxiliary.map((loss) => {
    const count = (counts.get(loss.name) ?? 0) + 1;
    counts.set(loss.name, count);
    return [loss.name + (count > 1 ? count : ""), loss];
  });
}

/** A variable is named after its owner's field. */
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
