/** Option names of earlier versions. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { headCatalog, headEntry, type HeadName } from "../../lib/heads/catalog.ts";
import { flatOptions } from "../../lib/heads/flat_options.ts";
import { createHead } from "../../lib/heads/mod.ts";
import { currentOptions, renamedOptions } from "../../lib/heads/renamed.ts";

const sizes = { classes: 10, embeddingSize: 2, seed: 2 };

/** Options of earlier versions, by head, and what they are called now. */
const pairs: [HeadName, Record<string, unknown>, Record<string, unknown>][] = [
  [
    "magface",
    { leastMargin: 0.1, mostMargin: 0.5, leastNorm: 2, mostNorm: 30, normWeight: 3 },
    { minMargin: 0.1, maxMargin: 0.5, minNorm: 2, maxNorm: 30, normWeight: 3 },
  ],
  [
    "adaface",
    { rate: 0.2, startMean: 20, startDeviation: 100 },
    { momentum: 0.2, initialMean: 20, initialStd: 100 },
  ],
  ["curricularface", { rate: 0.2 }, { momentum: 0.2 }],
  ["elasticface", { kind: "cos", deviation: 0.03 }, { kind: "cos", std: 0.03 }],
  ...(["l-softmax", "sphereface"] as const).map((name) =>
    [
      name,
      { annealing: { start: 500, rate: 0.1, least: 2 } },
      { annealing: { initial: 500, decayRate: 0.1, min: 2 } },
    ] as [HeadName, Record<string, unknown>, Record<string, unknown>]
  ),
];

for (const [name, old, current] of pairs) {
  Deno.test(`createHead() reads ${name}'s options under their old names`, () => {
    assertEquals(
      createHead(name, { ...sizes, ...old }).options,
      createHead(name, { ...sizes, ...current }).options,
    );
    assertEquals(currentOptions(name, old), current);
    assertEquals(currentOptions(name, current), current);
  });
}

Deno.test("every renamed option is an option of its head, and no old name is", () => {
  for (
    const [name, renamed] of Object.entries(renamedOptions) as [HeadName, Record<string, string>][]
  ) {
    const { defaults, paperDefaults } = headEntry(name),
      known = { ...flatOptions(defaults), ...paperDefaults };
    for (const [old, current] of Object.entries(renamed)) {
      assert(current in known, current);
      assert(!(old in known), old);
    }
  }
  assertEquals(Object.keys(renamedOptions).filter((name) => !(name in headCatalog)), []);
});

Deno.test("createHead() refuses an option under both of its names", () => {
  assertThrows(
    () => createHead("magface", { ...sizes, leastNorm: 1, minNorm: 2 }),
    RangeError,
    "leastNorm is the old",
  );
  assertThrows(
    () =>
      createHead("l-softmax", {
        ...sizes,
        annealing: { initial: 1, start: 1, decayRate: 0, min: 0 },
      }),
    RangeError,
    "annealing.start is the old name of annealing.initial",
  );
});
