/** How much data a lesson trains and evaluates on, in the form `loadMnist` takes. */
export interface LessonSize {
  /** Training images. */
  limit: number;
  /** Test images. By default all. */
  testLimit?: number;
  /** Passes over the training images. */
  epochs: number;
}

/** With `MARGIN_FAST=1`, a notebook only shows that it works. */
const FAST = { limit: 600, testLimit: 2000, epochs: 2 };

/**
 * A lesson's full size, or a small part of it if `MARGIN_FAST` is set to 1, as `deno task notebooks
 * --fast` does.
 *
 * @param full The size the lesson is written for.
 */
export function lessonSize<Size extends LessonSize>(full: Size): Size & LessonSize {
  if (Deno.env.get("MARGIN_FAST") !== "1") return full;
  const { limit, testLimit, epochs } = FAST;
  return {
    ...full,
    testLimit,
    limit: Math.min(full.limit, limit),
    epochs: Math.min(full.epochs, epochs),
  };
}
