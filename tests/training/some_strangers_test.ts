import { assert, assertEquals } from "@std/assert";
import { someStrangers } from "../../lib/training/some_strangers.ts";
import type { Embeddings } from "../../lib/types.ts";

/** Classes of so many images each, one after the other; an embedding is its row's number. */
function strangers(sizes: number[]): Embeddings {
  const labels = Int32Array.from(sizes.flatMap((size, label) => new Array(size).fill(label)));
  const embeddings = Float32Array.from(labels, (_, row) => row);
  return { embeddings, embeddingSize: 1, labels, predicted: labels.slice(), classes: sizes.length };
}

/** Images of each class that has any. */
function counts({ labels }: Embeddings): number[] {
  const found = new Map<number, number>();
  for (const label of labels) found.set(label, (found.get(label) ?? 0) + 1);
  return [...found.values()];
}

Deno.test("someStrangers() leaves up to 10,000 as they are", () => {
  const few = strangers([4000, 6000]);
  assert(someStrangers(few) === few);
});

Deno.test("someStrangers() takes a share of each class, in order, with its labels", () => {
  const all = strangers(new Array(800).fill(40)), some = someStrangers(all);
  assertEquals([some.labels.length, new Set(counts(some))], [10_400, new Set([13])]);
  assertEquals(some.embeddings, some.embeddings.toSorted());
  some.embeddings.forEach((row, i) => assertEquals(some.labels[i], all.labels[row]));
});

Deno.test("someStrangers() takes two of each class, of no more than 2,500", () => {
  const some = someStrangers(strangers(new Array(50_000).fill(2)));
  assertEquals([counts(some).length, new Set(counts(some))], [2500, new Set([2])]);
  const uneven = someStrangers(strangers([30_000, ...new Array(1000).fill(3), 1]));
  assert(counts(uneven).slice(1, -1).every((count) => count === 2));
  assert(uneven.labels.length < 12_500, `${uneven.labels.length}`);
});
