import { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import { seededRandom } from "../random.ts";
import type { ImageStore } from "./_image_store.ts";
import type { FitOptions } from "./fit_options.ts";

/**
 * An image store that augments each batch.
 *
 * @param seeds The step's seeds; each batch's number is appended.
 */
export function augmentedStore(
  store: ImageStore,
  augment: NonNullable<FitOptions["augment"]>,
  seeds: number[],
): ImageStore {
  let batches = 0;
  return {
    batch: async (indices) => {
      const { images, labels } = await store.batch(indices);
      const changed = tf.tidy(() => augment(images, seededRandom(...seeds, batches++)).clone());
      images.dispose();
      if (String(changed.shape) !== String(images.shape)) {
        throw new InputError(
          `fit: augment gave images [${changed.shape}] for [${images.shape}]; it must keep their shape`,
        );
      }
      return { images: changed, labels };
    },
    prepare: (indices) => store.prepare?.(indices),
    dispose: () => store.dispose(),
  };
}
