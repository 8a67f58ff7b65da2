/** The class that a head gives each embedding, and how sure it is. */
import { tf } from "../engine/mod.ts";
import { classesOf } from "../training/checks.ts";
import type { Head } from "../types.ts";

/** Logits computed at a time: 64 MB of them. */
const CHUNK = 16e6;

/**
 * Classify embeddings.
 *
 * @param embeddings `[N, D]`, row by row.
 * @param options.size D.
 * @returns Classes with the largest logit, `[N]`, and the softmax of the logits for them, `[N]`,
 * 0 … 1.
 */
export async function topClasses(
  head: Head,
  embeddings: Float32Array,
  { size }: { size: number },
): Promise<{ labels: Int32Array; probabilities: Float32Array }> {
  const count = embeddings.length / size, most = Math.ceil(CHUNK / classesOf(head));
  const labels = new Int32Array(count), probabilities = new Float32Array(count);
  for (let from = 0; from < count; from += most) {
    const rows = Math.min(most, count - from);
    const found = tf.tidy(() => {
      const part = embeddings.slice(from * size, (from + rows) * size);
      const logits = head.logits(tf.tensor2d(part, [rows, size])); // [rows, C]
      return [logits.argMax(1), tf.softmax(logits).max(1)];
    });
    const [best, shares] = await Promise.all(found.map((tensor) => tensor.data()));
    labels.set(best, from);
    probabilities.set(shares, from);
    tf.dispose(found);
  }
  return { labels, probabilities };
}
