import { assert, assertEquals, assertThrows } from "@std/assert";
import { holdOut, split, subset } from "../../lib/data/mod.ts";
import { InputError } from "../../lib/errors.ts";
import type { Dataset } from "../../lib/types.ts";

/** Images of one pixel, which is their number. */
function numbered(perClass: number[], classNames?: string[]): Dataset {
  const labels = Int32Array.from(perClass.flatMap((count, label) => Array(count).fill(label)));
  const images = Uint8Array.from(labels, (_, i) => i);
  return {
    images,
    labels,
    length: labels.length,
    classes: perClass.length,
    classNames,
    imageShape: [1, 1, 1],
  };
}
const countsOf = ({ labels, classes }: Dataset) =>
  Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length);

Deno.test("split() takes a share of each class, by seed, and no image twice", () => {
  const set = numbered([20, 10, 3, 1]);
  const { train, test } = split(set, { testShare: 0.2 });
  assertEquals([countsOf(train), countsOf(test!)], [[16, 8, 2, 1], [4, 2, 1, 0]]);
  const all = [...train.images!, ...test!.images!].toSorted((a, b) => a - b);
  assertEquals(all, [...set.images!]);
  assertEquals(split(set, { testShare: 0.2 }).test!.images, test!.images);
  assert(String(split(set, { testShare: 0.2, seed: 2 }).test!.images) !== String(test!.images));
  assertEquals(split(set, { testShare: 0 }).test, undefined);
});

Deno.test("split() holds classes out by name or share, and numbers the others anew", () => {
  const set = numbered([4, 4, 4, 4, 4], ["a", "b", "c", "d", "e"]);
  const { train, test, unseen } = split(set, { holdOutClasses: ["b", "d"], testShare: 0.25 });
  assertEquals([train.classNames, train.classes], [["a", "c", "e"], 3]);
  assertEquals([countsOf(train), countsOf(test!)], [[3, 3, 3], [1, 1, 1]]);
  assertEquals([unseen!.classNames, [...unseen!.labels]], [["b", "d"], [0, 0, 0, 0, 1, 1, 1, 1]]);
  assertEquals([...unseen!.images!], [4, 5, 6, 7, 12, 13, 14, 15]);
  const shares = [1, 2].map((seed) => split(set, { holdOutClasses: 0.4, seed }).unseen!.classNames);
  assertEquals(shares.map((names) => names!.length), [2, 2]);
  assert(String(shares[0]) !== String(shares[1]));
});

Deno.test("holdOut() takes strangers from the test part, where there is one", () => {
  const data = { train: numbered([3, 3, 3, 3]), test: numbered([2, 2, 2, 2]) };
  const { train, test, unseen } = holdOut(data, { holdOutClasses: [1, "3"] });
  assertEquals([countsOf(train), countsOf(test), countsOf(unseen!)], [[3, 3], [2, 2], [2, 2]]);
  assertEquals(holdOut({ train: data.train }, { holdOutClasses: [0, 1] }).unseen!.length, 6);
});

Deno.test("split() refuses what leaves nothing to learn or to tell apart", () => {
  const set = numbered([4, 4, 4], ["a", "b", "c"]);
  const attempt = (holdOutClasses: number | string[]) => () => split(set, { holdOutClasses });
  assertThrows(attempt(["a", "b"]), InputError, "leaves 1 of 3 classes to train on");
  assertThrows(attempt(["a"]), InputError, "leaves 1 of 3 classes held out");
  assertThrows(
    attempt(["a", "x"]),
    InputError,
    "there is no class x to hold out; known are a, b, c",
  );
  assertThrows(attempt(1.5), RangeError, "holdOutClasses is 1.5");
  assertThrows(() => split(set, { testShare: 1 }), RangeError, "testShare is 1");
});

Deno.test("subset() reads the images it stands for", async () => {
  const { images, ...set } = numbered([3, 3]);
  const read = (indices: ArrayLike<number>) =>
    Promise.resolve(Uint8Array.from(indices, (i) => images![i]));
  const part = subset(subset({ ...set, read } as Dataset, [5, 3, 1]), [2, 0]);
  assertEquals([[...await part.read!([0, 1])], [...part.labels]], [[1, 5], [0, 1]]);
});
