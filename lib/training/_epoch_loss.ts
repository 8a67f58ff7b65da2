import type { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";

/** A step's loss: a number, or a tensor that is still to be read. */
export type StepLoss = number | tf.Scalar;

/**
 * Adds up the losses of an epoch's steps. Those that come as tensors are read every few steps: a
 * read waits for the device.
 */
export class EpochLoss {
  /** Σ loss · images of the losses that were read. */
  sum: number;
  /** Their images. */
  images: number;
  readonly #every: number;
  readonly #unread: { loss: StepLoss; images: number }[] = [];

  constructor({ every, sum = 0, images = 0 }: { every: number; sum?: number; images?: number }) {
    this.#every = every;
    this.sum = sum;
    this.images = images;
  }

  /** @returns A loss that is not finite, once it is read. */
  async add(loss: StepLoss, images: number): Promise<number | undefined> {
    this.#unread.push({ loss, images });
    return this.#unread.length < this.#every ? undefined : await this.read();
  }

  /** Read what is unread. */
  async read(): Promise<number | undefined> {
    const values = await Promise.all(
      this.#unread.map(async ({ loss }) =>
        typeof loss === "number" ? loss : (await loss.data())[0]
      ),
    );
    return this.#take(values);
  }

  /** Up to the first that is not finite. */
  #take(values: number[]): number | undefined {
    const taken = this.#unread.splice(0);
    for (const { loss } of taken) if (typeof loss !== "number") loss.dispose();
    for (const [k, { images }] of taken.entries()) {
      if (!Number.isFinite(values[k])) return values[k];
      this.sum += values[k] * images;
      this.images += images;
    }
    return undefined;
  }
}

/**
 * Stops a run whose loss is not finite.
 *
 * @param loss What {@linkcode EpochLoss} found, if it did.
 * @param place Where, in words.
 * @throws {InputError} That names both.
 */
export function refuseLoss(loss: number | undefined, place: string): void {
  if (loss === undefined) return;
  throw new InputError(
    `the loss is ${loss} at ${place}: lower the learning rate or the scale; what was saved before is kept`,
  );
}
