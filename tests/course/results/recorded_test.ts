import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { collectRows, readRecorded } from "../../../lib/course/results/recorded.ts";
import { InputError } from "../../../lib/errors.ts";

interface Row {
  name: string;
  value: number;
}

const row = (name: string, value: number): Row => ({ name, value });

async function recorded(text: string): Promise<string> {
  const path = join(await Deno.makeTempDir(), "results.json");
  await Deno.writeTextFile(path, text);
  return path;
}

Deno.test("readRecorded() gives the rows of such a machine, none of another, none without a file", async () => {
  const path = await recorded(JSON.stringify({ machine: "two cores", runs: [row("a", 1)] }));
  assertEquals(await readRecorded<Row>(path, "two cores"), [row("a", 1)]);
  assertEquals(await readRecorded<Row>(path, "four cores"), []);
  assertEquals(await readRecorded<Row>(`${path}.missing`, "two cores"), []);
});

for (
  const text of ["not JSON", "[]", '{"machine":"two cores"}', '{"machine":1,"runs":[]}', "null"]
) {
  Deno.test(`readRecorded() names a file that holds ${text}`, async () => {
    const path = await recorded(text);
    await assertRejects(() => readRecorded(path, "two cores"), InputError, path);
  });
}

Deno.test("collectRows() measures what is not known, in the order wanted, and saves after each", async () => {
  const measured: string[] = [], saved: Row[][] = [];
  const wanted = ["a", "b", "c"].map((name) => ({
    is: (known: Row) => known.name === name,
    measure: () => (measured.push(name), Promise.resolve(row(name, 2))),
  }));
  const save = (rows: Row[]) => (saved.push(rows), Promise.resolve());
  const rows = await collectRows(wanted, {
    known: [row("b", 1), row("no longer wanted", 1)],
    save,
  });
  assertEquals(measured, ["a", "c"]);
  assertEquals(rows, [row("a", 2), row("b", 1), row("c", 2)]);
  assertEquals(saved, [[row("a", 2), row("b", 1)], rows]);
});

Deno.test("collectRows() keeps what was measured when a later one fails", async () => {
  const saved: Row[][] = [];
  const wanted = [
    { is: () => false, measure: () => Promise.resolve(row("a", 2)) },
    {
      is: () => false,
      measure: () => Promise.reject(new InputError("b: its training failed")),
    },
  ];
  const save = (rows: Row[]) => (saved.push(rows), Promise.resolve());
  await assertRejects(() => collectRows<Row>(wanted, { known: [], save }), InputError, "b:");
  assertEquals(saved, [[row("a", 2)]]);
});
