import { assertEquals, assertThrows } from "@std/assert";
import { parsePairs } from "../../lib/data/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { listedPairs, pairScores } from "../../lib/metrics/mod.ts";

const set = { labels: Int32Array.of(0, 0, 1, 1, 1, 2), classNames: ["Ada B", "bob", "cy"] };
const parse = (text: string) => parsePairs(text, set, "pairs.txt");

Deno.test("parsePairs() reads LFW's two kinds of lines, with its head and line ends", () => {
  const text = "1\t2\r\nAda B\t1\t2\r\nbob\t3\t1\r\nAda B\t2\tcy\t1\r\nbob\t1\tcy\t1\r\n\r\n";
  assertEquals(parse(text), [[0, 1], [4, 2], [1, 5], [2, 5]]);
  assertEquals(parse("1\nbob 1 2\nbob 1 cy 1"), [[2, 3], [2, 5]], "one number, as in View 1");
  assertEquals(parse("bob 1 2\nbob 1 cy 1"), [[2, 3], [2, 5]]);
  assertEquals(parsePairs("7 1 2", { labels: Int32Array.of(7, 3, 7) }, "x"), [[0, 2]]);
});

Deno.test("parsePairs() takes an image's number from its file's name, where all have one", () => {
  const names = ["Ada_0002.jpg", "Ada_0010.jpg", "bob-7.png", "bob-x.png", "bob-9.png", "cy_1.jpg"];
  const named = { ...set, names };
  const pairs = parsePairs("Ada B\t2\t10\nbob\t1\t3\n", named, "pairs.txt");
  assertEquals(pairs, [[0, 1], [2, 4]]);
  assertThrows(() => parsePairs("Ada B\t1\t2\n", named, "x"), InputError, "no number 1");
});

for (
  const [text, words] of [
    ["bob 1 9\n", "line 1: class bob has 3 images, and no number 9"],
    ["bob 1 2\ndan 1 2\n", "line 2: there is no class dan"],
    ["bob 1\n", "line 1 has 2 parts"],
    ["bob\n", "line 1 has 1 part;"],
    ["bob 1 two\n", 'line 1: "two" is no image\'s number'],
    ["bob 1 2\nbob 1 01\n", "line 2 pairs an image with itself"],
    ["bob 1 bob 1\n", "line 1 pairs an image with itself"],
    ["10 300\n", "holds no pairs; give `name 1 4`"],
    ["", "holds no pairs"],
    ["2\nbob 1 2\nbob 1 cy 1\n", "lists 2 pairs, but its first line, 2, says 4: it was cut short"],
    ["99999999999\nbob 1 2\n", "lists 1 pair, but its first line"],
    ["1\t1\nbob 1 2\nbob 1 3\nbob 1 cy 1\n", "first line, 1 1, says 2: it has more"],
    ["\x89PNG\0\0", "is no text"],
  ]
) {
  Deno.test(`parsePairs() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parse(text), InputError, words);
  });
}

Deno.test("listedPairs() of all pairs are pairScores()", () => {
  const labels = [0, 0, 1, 2, 1];
  const embeddings = Float32Array.from({ length: 15 }, (_, i) => Math.sin(3 * i + 1));
  const labelled = { embeddings, embeddingSize: 3, labels };
  const all = labels.flatMap((_, i) => labels.slice(i + 1).map((_, k) => [i, i + 1 + k] as const));
  const { same, different, isSame } = listedPairs(labelled, all), wanted = pairScores(labelled);
  assertEquals([same, different], [wanted.same, wanted.different]);
  assertEquals(isSame.filter(Boolean).length, 2);
  assertThrows(() => listedPairs(labelled, [[0, 9]]), InputError, "pair 0 is of 0 and 9");
  assertThrows(() => listedPairs(labelled, [[0, 1]]), InputError, "no pairs of two classes");
  assertThrows(() => listedPairs(labelled, [[0, 2]]), InputError, "no pairs of one class");
});
