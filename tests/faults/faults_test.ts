/** A few of what `deno task faults` does, and that it would notice. */
import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { seededRandom } from "../../lib/random.ts";
import { train } from "../cli/_train.ts";
import { fuzzed, targets } from "./fuzz.ts";
import { damagedBytes, damagedJson } from "./mutate.ts";

const place = await Deno.makeTempDir(), run = join(place, "sample");
const small = ["--limit", "20", "--batch-size", "10", "--epochs", "1", "--optimizer", "sgd"];
assertEquals((await train([...small, "--momentum", "0", "--out", run])).code, 0);

for (const target of targets) {
  Deno.test(`damaged files (${target}) are read, or refused in one line`, async () => {
    for (let seed = 0; seed < 12; seed++) {
      assertEquals(await fuzzed(target, seed, { run, place }), undefined, `seed ${seed}`);
    }
  });
}

Deno.test("the fuzzer notices what is no refusal", async () => {
  const lost = await fuzzed("checkpoint", 1, { run: join(place, "nowhere"), place });
  assertStringIncludes(lost ?? "", "No such file");
});

Deno.test("damage is drawn by its seed, and is damage", () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => i % 256), value = { a: [1, { b: "x" }] };
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  for (const seed of seeds) {
    assertEquals(damagedBytes(bytes, seededRandom(seed)), damagedBytes(bytes, seededRandom(seed)));
    assertEquals(damagedJson(value, seededRandom(seed)), damagedJson(value, seededRandom(seed)));
  }
  const texts = new Set(seeds.map((seed) => String(damagedBytes(bytes, seededRandom(seed)))));
  assertEquals(texts.size > 40, true);
  assertNotEquals(JSON.stringify(damagedJson(value, seededRandom(3))), JSON.stringify(value));
});
