import { tf } from "../../engine/mod.ts";

/** A named variable that trains: `backbone.conv1.kernel`, `head.prototypes`. */
export type NamedVariables = Record<string, tf.Variable>;

/** What not all variables have in common in a step. */
export interface ApplyOptions {
  /**
   * int32 `[S]` by name: the rows that train in this step, where not all do; the others and their
   * averages stay.
   */
  rows?: Record<string, tf.Tensor1D>;
  /** Factors of the learning rate by name, 1 where left out. */
  factors?: Record<string, number>;
}

/** Moves variables against their gradients. */
export interface Optimizer {
  /** A checkpoint of one kind does not resume with the other. */
  readonly kind: "adam" | "adamw" | "sgd";
  /** Steps taken. */
  steps: number;
  /** Running averages, by name: `m.backbone.conv1.kernel`. */
  readonly slots: NamedVariables;
  /**
   * Take one step.
   *
   * @param gradients By the variables' names, same shapes; of a variable in `rows`, of those rows
   * alone.
   * @param learningRate The rate of this step.
   */
  apply(
    gradients: Record<string, tf.Tensor>,
    learningRate: number,
    options?: ApplyOptions,
  ): void;
  /** Free the averages; the variables stay. */
  dispose(): void;
}

/** A variable of zeros in the shape of another, for a running average of its gradient. */
export function zeroSlot(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}

/** One variable of zeros for each variable, named with a prefix. */
export function zeroSlots(prefix: string, variables: NamedVariables): NamedVariables {
  const entries = Object.entries(variables).map(([name, variable]) =>
    [`${prefix}.${name}`, zeroSlot(variable)] as const
  );
  return Object.fromEntries(entries);
}

/** The gradient with L2 weight decay added, as `torch.optim` has it. */
export function decayed(gradient: tf.Tensor, variable: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : gradient.add(variable.mul(weightDecay));
}
