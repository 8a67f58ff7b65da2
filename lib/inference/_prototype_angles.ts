/** Angles of embeddings to a head's prototypes. */
import type { Head } from "../types.ts";
import { cosineOf, degreesOf, unitRows } from "./_angles.ts";

/** Degrees to the prototypes of each class, `[N][C]`. */
export async function anglesTo(
  head: Head,
  embeddings: Float32Array,
  { size, classes }: { size: number; classes: number },
): Promise<number[][]> {
  const w = unitRows(await head.prototypes.data() as Float32Array, size);
  const x = unitRows(embeddings, size), each = w.length / size / classes;
  return Array.from(
    { length: x.length / size },
    (_, i) =>
      Array.from({ length: classes }, (_, c) => {
        let most = -1;
        for (let k = c * each; k < (c + 1) * each; k++) {
          most = Math.max(most, cosineOf([x, i], [w, k], size));
        }
        return degreesOf(most);
      }),
  );
}

/** The smallest of some angles; with `without`, of those of the other classes. */
export function nearestOf(angles: readonly number[], without = -1): number {
  return angles.reduce((least, angle, c) => c === without ? least : Math.min(least, angle), 180);
}
