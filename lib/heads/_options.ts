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
  /** Numbers in an embedding, D. */
  embeddingSize: number;
  /**
   * Seed of the initial prototypes.
   * @default {1}
   */
  seed?: number;
}

/** Further options of heads with normalised prototypes. */
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
 * @param given What the constructor was given.
 * @param own Checks of the options that not every head has.
 * @throws {RangeError} On a value that will not do, or an option that the head does not have.
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

/** The initial prototypes of a head, a variable `[C, D]`. */
export function prototypesFrom(
  { classes, embeddingSize, prototypes: init, seed }: Required<Omit<AngularHeadOptions, "scale">>,
): tf.Variable<tf.Rank.R2> {
  return tf.tidy(() => tf.variable(initialPrototypes([classes, embeddingSize], { init, seed })));
}

/** A number that `update` moves and no gradient does. */
export function runningScalar(value: number): tf.Variable<tf.Rank.R0> {
  return tf.tidy(() => tf.variable(tf.scalar(value), false));
}

/** Refuse labels that name no class of a head, whose scores do not look at them. */
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
