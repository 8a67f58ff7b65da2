import { InputError } from "../errors.ts";
import { type Labelled, unitRows, unitVectors } from "./_labelled.ts";
import { angleToUnit, row } from "./_unit.ts";

/** Angles between embeddings and prototypes, degrees, `[N]` each. */
export interface PrototypeAngles {
  /** θ_y, to the prototype of the embedding's own class. */
  own: Float64Array;
  /** To the nearest prototype of another class. */
  nearestOther: Float64Array;
}

/**
 * The angle of each embedding to its own prototype and to the nearest other one. With K prototypes
 * per class, the nearest of a class counts.
 *
 * @param labelled Embeddings `[N, D]` and labels.
 * @param prototypes `[C, D]`, or `[C·K, D]` class by class.
 * @param options.classes C; by default one prototype per class.
 * @throws {InputError} Mismatched lengths, a label without prototype, a non-finite or zero vector.
 */
export function prototypeAngles(
  labelled: Labelled,
  prototypes: Float32Array | readonly number[],
  { classes = prototypes.length / labelled.embeddingSize }: { classes?: number } = {},
): PrototypeAngles {
  const { labels, embeddingSize: size } = labelled,
    rows = prototypes.length / size,
    each = rows / classes;
  if (!Number.isInteger(rows) || !Number.isInteger(each) || classes < 2) {
    throw new InputError(
      `prototypeAngles: ${prototypes.length} numbers are not prototypes of ${size} for 2 classes or more; give those of the same model`,
    );
  }
  const x = unitRows("prototypeAngles", labelled);
  const w = unitVectors("prototypeAngles", prototypes, { size, what: "prototype" });
  const own = new Float64Array(labels.length).fill(Infinity),
    nearestOther = new Float64Array(labels.length).fill(Infinity);
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] < classes)) {
      throw new InputError(
        `prototypeAngles: label ${i} is ${labels[i]}, but classes are 0 to ${classes - 1}`,
      );
    }
    for (let r = 0; r < rows; r++) {
      const angle = angleToUnit(row(x, i, size), 1, row(w, r, size));
      const into = Math.floor(r / each) === labels[i] ? own : nearestOther;
      if (angle < into[i]) into[i] = angle;
    }
  }
  return { own, nearestOther };
}
