/** What is measured of strangers, and the odd digits. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import sharp from "npm:sharp@0.34.5";
import { enrolled, withLabels } from "../../../lib/course/results/strangers/enrolment.ts";
import { drawOddDigits, ODD_DIGITS } from "../../../lib/course/results/strangers/odd_digits.ts";
import { oddDigits } from "../../../lib/course/results/strangers/odd_drawings.ts";
import { strangersTable } from "../../../lib/course/results/strangers/table.ts";
import { randomNormal, seededRandom } from "../../../lib/random.ts";

/** Twelve images of each of eight labels, near axes of their own or anywhere. */
function labelled(spread: number) {
  const random = seededRandom(3), labels = Int32Array.from({ length: 96 }, (_, i) => i % 8);
  const embeddings = Float32Array.from(
    { length: 96 * 8 },
    (_, k) => (k % 8 === Math.floor(k / 8) % 8 ? 1 : 0) + spread * randomNormal(random),
  );
  return { embeddings, embeddingSize: 8, labels };
}

Deno.test("enrolled() tells the names of clear embeddings, and of noise none", () => {
  const parts = (spread: number) =>
    [[0, 1, 2, 3], [4, 5, 6, 7]].map((labels) => withLabels(labelled(spread), new Set(labels)));
  const tell = (spread: number) => {
    const [known, others] = parts(spread);
    return enrolled(known, others, { count: 2, random: seededRandom(1) });
  };
  assertEquals(tell(0.05), { rankOne: 1, detected: 1 });
  const { rankOne, detected } = tell(100);
  assert(rankOne < 0.6 && detected < 0.4, `${rankOne}, ${detected}`);
});

Deno.test("strangersTable() has means and ranges over seeds and draws", () => {
  const draw = (rankOne: number) => ({ rankOne, detected: rankOne / 2 });
  const table = strangersTable([
    { set: "digits", head: "arcface", seed: 1, draws: [draw(0.9), draw(0.8)] },
    { set: "digits", head: "arcface", seed: 2, draws: [draw(1)] },
    { set: "digits", head: "softmax", seed: 1, draws: [draw(0.4)] },
    { set: "characters", head: "softmax", seed: 1, draws: [draw(0.3)] },
    { set: "characters", head: "arcface", seed: 1, draws: [draw(0.5)] },
  ]);
  assertStringIncludes(table, "| 90.0 (80.0–100.0) | 45.0 (40.0–50.0) |");
});

Deno.test("drawOddDigits() draws the twenty images that are kept, four of them no digits", async () => {
  const folder = await Deno.makeTempDir(), files = await drawOddDigits(folder);
  assertEquals([files.length, new Set(files).size], [20, 20]);
  assertEquals(oddDigits.filter(({ digit }) => digit === undefined).length, 4);
  assertEquals(new Set(oddDigits.flatMap(({ digit = -1 }) => digit)).size, 11);
  for (const file of files) {
    const [drawn, kept] = await Promise.all(
      [file, join(ODD_DIGITS, basename(file))].map((path) => sharp(path).raw().toBuffer()),
    );
    assertEquals(drawn.length, kept.length);
    const most = drawn.reduce((most, value, i) => Math.max(most, Math.abs(value - kept[i])), 0);
    assert(most <= 16, `${file}: ${most}`); // another build of the encoder rounds otherwise
  }
});
