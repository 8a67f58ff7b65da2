import { above, type Check, checkAll, checkNames, integer, oneOf, whole } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { checkLabelTensor } from "../labels.ts";
import type { Head } from "../types.ts";
import { headEntry, type HeadName } from "./catalog.ts";
import { initialPrototypes, type PrototypeInit, prototypeInits } from "./prototypes.ts";

/** Options that every head takes. */
export interface HeadOptions {
  /** Number of classes, C. */
  classes: number;
  /** Embedding size, D. */
  embeddingSize: number;
  /**
   * Seed of the initial prototypes.
   * @default {1}
   */
  seed?: number;
}

/** Additional options of heads with normalised prototypes. */
export interface AngularHeadOptions extends HeadOptions {
  /** s, the norm that embeddings are rescaled to. */
  scale?: number;
  /**
   * How the prototypes are initialised; see {@linkcode initialPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

const sizes = { classes: whole(2), embeddingSize: whole(1), seed: integer };
const shared = { scale: above(0), prototypes: oneOf(prototypeInits) };

/**
 * A head's options, with the catalog's defaults filled in.
 *
 * @param head `this`, in the head's constructor.
 * @param given The constructor's options.
 * @param own Checks of this head's own options.
 * @throws {RangeError} On an invalid value or an unknown option.
 */
export function headOptions<Options extends HeadOptions>(
  head: Pick<Head, "name">,
  given: Options,
  own: { [Name in Exclude<keyof Options, keyof AngularHeadOptions>]-?: Check },
): Required<Options> {
  const where = head.constructor.name;
  const { classes, embeddingSize, seed = 1, ...others } = given;
  const chosen = Object.fromEntries(
    Object.entries(others).filter(([, value]) => value !== undefined),
  );
  const { defaults } = headEntry(head.name as HeadName, chosen);
  checkNames(chosen, Object.keys({ ...sizes, ...defaults, ...own }), where);
  const options = { classes, embeddingSize, seed, ...defaults, ...chosen };
  checkAll(options, { ...sizes, ...shared, ...own }, where);
  return options as unknown as Required<Options>;
}

/** A head's initial prototypes, a variable `[C, D]`. */
export function prototypesFrom(
  { classes, embeddingSize, prototypes: init, seed }: Required<Omit<AngularHeadOptions, "scale">>,
): tf.Variable<tf.Rank.R2> {
  return tf.tidy(() => tf.variable(initialPrototypes([classes, embeddingSize], { init, seed })));
}

/** A number changed by `update`, not by gradients. */
export function runningScalar(value: number): tf.Variable<tf.Rank.R0> {
  return tf.tidy(() => tf.variable(tf.scalar(value), false));
}

/** Reject labels outside a head's classes, for heads whose scores ignore labels. */
export function checkOwnLabels(
  { options }: { options: Readonly<HeadOptions> },
  embeddings: tf.Tensor2D,
  labels: tf.Tensor1D,
): void {
  checkLabelTensor(labels, {
    images: embeddings.shape[0],
    classes: options.classes,
    where: "labels",
  });
}
