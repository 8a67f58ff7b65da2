/** Whether two images are of one class. */
import { InputError } from "../errors.ts";
import { embed } from "../training/mod.ts";
import type { Images } from "../types.ts";
import { cosineOf, degreesOf, unitRows } from "./_angles.ts";
import type { Threshold } from "./default_threshold.ts";
import type { OpenedRun } from "./open_run.ts";

/** The answer, and what it goes by. */
export interface Verification {
  /** Whether the angle is within the threshold. */
  same: boolean;
  /** Between the two embeddings, degrees. */
  angle: number;
  /** The run's. */
  threshold: Threshold;
  /** What the threshold was chosen for; undefined where it is a default. */
  falseAcceptRate?: number;
}

/**
 * Tell whether two images are of one class, trained or not.
 *
 * @param run The model, and its threshold.
 * @param a One image of the run's image shape, as `readImages` gives it.
 * @param b The other.
 * @throws {InputError} Not one image each, or of another shape.
 */
export async function verify(run: OpenedRun, a: Images, b: Images): Promise<Verification> {
  if (a.length !== 1 || b.length !== 1) {
    throw new InputError(`verify: ${a.length} and ${b.length} images; give one and one`);
  }
  const [first, second] = [await embed(run.model, a), await embed(run.model, b)];
  const size = first.embeddingSize;
  const [x, y] = [first, second].map(({ embeddings }) => unitRows(embeddings, size));
  const angle = degreesOf(cosineOf([x, 0], [y, 0], size)), { threshold } = run;
  const { falseAcceptRate } = threshold;
  return { same: angle <= threshold.degrees, angle, threshold, falseAcceptRate };
}
