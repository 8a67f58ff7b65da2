import type { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";

/** A step's loss: a number, or a tensor not read yet. */
export type StepLoss = number | tf.Scalar;

/**
 * Sums the losses of an epoch's steps. Tensors are read only every few steps, because a read waits
 * for the device.
 */
export class EpochLoss {
  /** Σ loss · images over the losses read so far. */
  sum: number;
  /** Σ images over the same losses. */
  images: number;
  readonly #every: number;
  readonly #unread: { loss: StepLoss; images: number }[] = [];

  constructor({ every, sum = 0, images = 0 }: { every: number; sum?: number; images?: number }) {
    this.#every = every;
    this.sum = sum;
    this.images = images;
  }

  /** @returns The first non-finite loss, if a read found one. */
  async add(loss: StepLoss, images: number): Promise<number | undefined> {
    this.#unread.push({ loss, images });
    return this.#unread.length < this.#every ? undefined : await this.read();
  }

  /** Read the pending losses. */
  async read(): Promise<number | undefined> {
    const values = await Promise.all(
      this.#unread.map(async ({ loss }) =>
        typeof loss === "number" ? loss : (await loss.data())[0]
      ),
    );
    return this.#take(values);
  }

  /** Add losses up to the first non-finite one, which is returned. */
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
 * Stop a run whose loss is not finite.
 *
 * @param loss The non-finite loss that {@linkcode EpochLoss} found, if any.
 * @param place Where, for the message.
 * @throws {InputError} Names both.
 */
export function refuseLoss(loss: number | undefined, place: string): void {
  if (loss === undefined) return;
  throw new InputError(
    `the loss is ${loss} at ${place}: lower the learning rate or the scale; earlier checkpoints are kept`,
  );
}
