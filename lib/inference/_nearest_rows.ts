/** Exact nearest neighbours by matrix products. */
import { tf } from "../engine/mod.ts";

/** Cosines computed at a time: 64 MB of them. */
const CHUNK = 16e6;

/**
 * The row with the largest cosine, of each query.
 *
 * @param queries Unit rows `[N, D]`, and N.
 * @param rows Unit rows `[M, D]`, of float32, and M.
 * @param size D.
 * @returns `[N]`.
 */
export async function nearestRows(
  [x, count]: readonly [Float64Array, number],
  [means, names]: readonly [Float32Array, number],
  size: number,
): Promise<Int32Array> {
  const gallery = tf.tensor2d(means, [names, size]); // [M, D]
  const nearest = new Int32Array(count), chunk = Math.max(1, Math.floor(CHUNK / names));
  for (let from = 0; from < count; from += chunk) {
    const rows = Math.min(chunk, count - from);
    const found = tf.tidy(() => {
      const part = new Float32Array(x.subarray(from * size, (from + rows) * size));
      const cosines = tf.matMul(tf.tensor2d(part, [rows, size]), gallery, false, true); // [N, M]
      return cosines.argMax(1);
    });
    nearest.set(await found.data() as Int32Array, from);
    found.dispose();
  }
  gallery.dispose();
  return nearest;
}
