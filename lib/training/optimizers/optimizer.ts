import { tf } from "../../engine/mod.ts";

/** Trainable variables by name: `backbone.conv1.kernel`, `head.prototypes`. */
export type NamedVariables = Record<string, tf.Variable>;

/** What differs between variables in a step. */
export interface ApplyOptions {
  /**
   * int32 `[S]` by name: the rows that train in this step, if not all do; other rows and their
   * averages are left unchanged.
   */
  rows?: Record<string, tf.Tensor1D>;
  /** Learning rate factors by name, 1 if omitted. */
  factors?: Record<string, number>;
}

/** Updates variables from their gradients. */
export interface Optimizer {
  /** A checkpoint of one kind does not resume with another. */
  readonly kind: "adam" | "adamw" | "sgd";
  /** Steps taken. */
  steps: number;
  /** Running averages, by name: `m.backbone.conv1.kernel`. */
  readonly slots: NamedVariables;
  /**
   * Take one step.
   *
   * @param gradients By variable name, in the variables' shapes; for a variable in `rows`, of those
   * rows only.
   * @param learningRate The rate of this step.
   */
  apply(
    gradients: Record<string, tf.Tensor>,
    learningRate: number,
    options?: ApplyOptions,
  ): void;
  /** Free the averages, not the variables. */
  dispose(): void;
}

/** A variable of zeros in another's shape, for a running average of its gradient. */
export function zeroSlot(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}

/** A variable of zeros for each variable, with prefixed names. */
export function zeroSlots(prefix: string, variables: NamedVariables): NamedVariables {
  const entries = Object.entries(variables).map(([name, variable]) =>
    [`${prefix}.${name}`, zeroSlot(variable)] as const
  );
  return Object.fromEntries(entries);
}

/** The gradient with L2 weight decay added, as in `torch.optim`. */
export function decayed(gradient: tf.Tensor, variable: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : gradient.add(variable.mul(weightDecay));
}
