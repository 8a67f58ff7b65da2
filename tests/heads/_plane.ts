/** Three classes in the plane, for tests that check a head against its formula. */
import { tf } from "../../lib/engine/mod.ts";

export const CLASSES = 3;
export const sizes = { classes: CLASSES, embeddingSize: 2, seed: 3 };

/** Of the prototypes, radians. */
export const ANGLES = [0, 1.9, 3.7];

/** Of the embeddings that are tried. */
export const RADIUS = 1.7;

export const circle = (
  angle: number,
  radius = 1,
) => [radius * Math.cos(angle), radius * Math.sin(angle)];
export const labelsOf = (values: number[]) => tf.tensor1d(values, "int32");
