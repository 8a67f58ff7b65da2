/** What the options of losses must be. */
import { checkAll, checkNames, inRange, integer, oneOf, share, whole } from "../check.ts";
import { tf } from "../engine/mod.ts";
import { checkLabelTensor } from "../labels.ts";
import { randomNormal, seededRandom } from "../random.ts";
import { centerRules } from "./center_rules.ts";

const checks = {
  classes: whole(1),
  embeddingSize: whole(1),
  seed: integer,
  weight: inRange(0, Infinity),
  centerRate: share,
  rule: oneOf(centerRules),
  delta: inRange(1e-6, Infinity),
  radius: inRange(0, Infinity),
};

/** Options of losses with centers. */
export const sizes = ["classes", "embeddingSize", "seed"] as const;

/**
 * Reject invalid options.
 *
 * @param loss `this`, in the loss's constructor.
 * @param given What the constructor was given.
 * @param known The names that it takes.
 * @throws {RangeError} It names loss and option.
 */
export function checkOptions(
  { constructor, options }: { constructor: { name: string }; options: object },
  given: object,
  known: readonly (keyof typeof checks)[],
): void {
  checkNames(given, known, constructor.name);
  checkAll(options, checks, constructor.name);
}

/** Initial centers, standard normal: `[C, D]`. */
export function initialCenters(
  { classes, embeddingSize, seed }: { classes: number; embeddingSize: number; seed: number },
): tf.Tensor2D {
  const random = seededRandom(seed, 3);
  const values = Float32Array.from(
    { length: classes * embeddingSize },
    () => randomNormal(random),
  );
  return tf.tensor2d(values, [classes, embeddingSize]);
}

/** Reject labels outside a loss's classes. */
export function checkOwnLabels(
  loss: { name: string; options: { classes: number } },
  embeddings: tf.Tensor2D,
  labels: tf.Tensor1D,
): void {
  const [images] = embeddings.shape, { classes } = loss.options;
  checkLabelTensor(labels, { images, classes, where: `${loss.name} loss` });
}
