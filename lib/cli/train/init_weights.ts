import { InputError } from "../../errors.ts";
import { type Checkpoint, loadCheckpoint } from "../../training/mod.ts";
import type { Model } from "../../types.ts";
import type { TrainConfig } from "./config.ts";
import { checkpointOf } from "./run_directory.ts";

/** Copy a run's weights; the head only if it has the same kind and size. */
export async function takeWeights(model: Model, config: TrainConfig): Promise<string> {
  const from = { path: config.init! };
  const source = (await loadCheckpoint(checkpointOf(config.init!))).model;
  const [has, needs] = [source, model].map(({ backbone }) => backbone.outputs[0].shape[1]);
  if (has !== needs) {
    throw new InputError(
      `${from.path}: its embeddings have ${has} numbers, this run's ${needs}; give --embedding-size ${has}`,
    );
  }
  if (source.backbone.weights.length !== model.backbone.weights.length) {
    throw new InputError(
      `${from.path}: its network differs in the last PReLU; use the same --no-last-prelu setting`,
    );
  }
  model.backbone.setWeights(source.backbone.getWeights());
  return `starts from the weights of ${from.path}; ${takeHead(model, source)}`;
}

function takeHead(model: Model, source: Checkpoint["model"]): string {
  const same = source.head.name === model.head.name &&
    String(source.head.prototypes.shape) === String(model.head.prototypes.shape);
  if (!same) return `its head is ${source.head.name}, so ${model.head.name} starts from scratch`;
  model.head.variables.forEach((variable, i) => variable.assign(source.head.variables[i]));
  return `including its head`;
}
