/** Embeddings written for other programs, and read again number by number. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
} from "npm:hyparquet@1.31.5";
import { join } from "node:path";
import { InputError } from "../../lib/errors.ts";
import { type EmbeddingTable, saveEmbeddings } from "../../lib/export/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { cellsIn } from "../_csv_cells.ts";
import { python, pythonHas } from "./_python.ts";

const folder = await Deno.makeTempDir(), at = (name: string) => join(folder, name);
const namesIn = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Numbers that a careless writer would round, and what a float32 has at its ends. */
const odd = [0.1, 1 / 3, -0, 1e-45, 3.4028234663852886e38, 16777217, -1.1754943508222875e-38, 2e-5];
const random = seededRandom(5), ROWS = 7, SIZE = 5;
const embeddings = Float32Array.from(
  { length: ROWS * SIZE },
  (_, i) => odd[i] ?? randomNormal(random) * 10 ** (i % 9 - 4),
);
const table: EmbeddingTable = {
  embeddings,
  embeddingSize: SIZE,
  labels: Int32Array.of(0, 1, 2, -1, 3, 1, 0),
  predicted: Int32Array.of(0, 1, 2, 0, 0, 2, 1),
  probabilities: Float32Array.of(1, 0.1, 1 / 3, 0.5, 0.25, 1e-7, 0.9999999),
  classNames: ["Ada", 'a "b", c', "two\nlines", "Žofia; 中"],
  files: ["a.png", "b,1.png", "", 'say "hi".png', " space ", "e.png", "f.png"],
  metadata: { model: "0123456789abcdef", run: "digits" },
};
const names = (labels: Int32Array) =>
  Array.from(labels, (label) => table.classNames![label] ?? undefined);

Deno.test("saveEmbeddings() writes .npy, and labels beside it where there are any", async () => {
  const numbersIn = (name: string) => {
    const bytes = Deno.readFileSync(at(name)), start = 10 + bytes[8] + 256 * bytes[9];
    return {
      text: new TextDecoder("latin1").decode(bytes.slice(10, start)),
      body: bytes.slice(start),
    };
  };
  await saveEmbeddings(at("x.npy"), table);
  assertStringIncludes(numbersIn("x.npy").text, "'<f4', 'fortran_order': False, 'shape': (7, 5)");
  assertEquals(new Float32Array(numbersIn("x.npy").body.buffer), embeddings);
  assertStringIncludes(
    numbersIn("x.labels.npy").text,
    "'<i4', 'fortran_order': False, 'shape': (7,)",
  );
  assertEquals(new Int32Array(numbersIn("x.labels.npy").body.buffer), table.labels);
  await saveEmbeddings(at("x.npy"), { ...table, labels: new Int32Array(ROWS).fill(-1) });
  assertEquals(namesIn(), ["x.npy"], "labels of earlier embeddings would be wrong");
});

Deno.test("saveEmbeddings() writes .safetensors, with names in its metadata", async () => {
  await saveEmbeddings(at("x.safetensors"), table);
  const { tensors, metadata } = decodeSafetensors(Deno.readFileSync(at("x.safetensors")), "x");
  assertEquals(tensors.embeddings, { dtype: "F32", shape: [ROWS, SIZE], data: embeddings });
  assertEquals(tensors.labels, { dtype: "I32", shape: [ROWS], data: table.labels! });
  assertEquals(tensors.predicted.data, table.predicted);
  assertEquals(tensors.probabilities.data, table.probabilities);
  assertEquals([metadata.model, metadata.run], ["0123456789abcdef", "digits"]);
  assertEquals(JSON.parse(metadata.classNames), table.classNames);
  assertEquals(JSON.parse(metadata.files), table.files);
});

Deno.test("saveEmbeddings() writes .csv with quotes where they are needed", async () => {
  await saveEmbeddings(at("x.csv"), table);
  const text = Deno.readTextFileSync(at("x.csv")), [header, ...rows] = cellsIn(text);
  const numbers = Array.from({ length: SIZE }, (_, d) => `embedding_${d}`);
  assertEquals(header, ["file", "class", "label", "predicted", "probability", ...numbers]);
  assertEquals(rows.length, ROWS);
  assertStringIncludes(text, '"say ""hi"".png",,,Ada,0.5,');
  assertStringIncludes(text, '"two\nlines",2,');
  assertStringIncludes(text, "a.png,Ada,0,Ada,1,0.1,0.33333334,0,", "as short as can be");
  const column = (name: string) => rows.map((cells) => cells[header.indexOf(name)]);
  assertEquals(column("file"), [...table.files!]);
  assertEquals(column("class"), names(table.labels!).map((name) => name ?? ""));
  assertEquals(column("predicted"), names(table.predicted!) as string[]);
  assertEquals(column("label"), Array.from(table.labels!, (n) => n < 0 ? "" : String(n)));
  assertEquals(Float32Array.from(column("probability"), Number), table.probabilities);
  const read = Float32Array.from(rows.flatMap((cells) => cells.slice(-SIZE)), Number);
  read.forEach((value, i) => assert(value === embeddings[i], `${value} ${embeddings[i]}`));
});

Deno.test("saveEmbeddings() writes .parquet with a list of float32", async () => {
  await saveEmbeddings(at("x.parquet"), table);
  const file = await asyncBufferFromFile(at("x.parquet"));
  const rows = await parquetReadObjects({ file });
  assertEquals(rows.map(({ file }) => file ?? ""), [...table.files!]);
  assertEquals(rows.map((row) => row.class ?? undefined), names(table.labels!));
  assertEquals(rows.map(({ label }) => label ?? -1), [...table.labels!]);
  assertEquals(rows.map(({ predicted }) => predicted), names(table.predicted!));
  assertEquals(Float32Array.from(rows, ({ probability }) => probability), table.probabilities);
  assertEquals(Float32Array.from(rows.flatMap(({ embedding }) => embedding)), embeddings);
  const { key_value_metadata: texts } = await parquetMetadataAsync(file);
  assertEquals(texts?.find(({ key }) => key === "model")?.value, "0123456789abcdef");
});

Deno.test("saveEmbeddings() writes many rows in pieces, and embeddings alone", async () => {
  const many = Float32Array.from({ length: 2_500_000 }, (_, i) => i / 7);
  const alone = { embeddings: many, embeddingSize: 500 };
  await saveEmbeddings(at("many.parquet"), alone);
  const file = await asyncBufferFromFile(at("many.parquet"));
  assertEquals((await parquetMetadataAsync(file)).row_groups.length, 2);
  const rows = await parquetReadObjects({ file });
  assertEquals(Object.keys(rows[0]), ["embedding"]);
  assertEquals(Float32Array.from(rows.flatMap(({ embedding }) => embedding)), many);
  await saveEmbeddings(at("many.csv"), { ...alone, embeddings: many.subarray(0, 500_000) });
  const [, ...lines] = cellsIn(Deno.readTextFileSync(at("many.csv")));
  assertEquals(Float32Array.from(lines.flat(), Number), many.subarray(0, 500_000));
});

Deno.test("saveEmbeddings() refuses what does not fit, and leaves nothing", async () => {
  const before = namesIn();
  const refuses = async (name: string, changes: Partial<EmbeddingTable>, text: string) => {
    const { message } = await assertRejects(
      () => saveEmbeddings(at(name), { ...table, ...changes }),
      InputError,
    );
    assertStringIncludes(message, at(name));
    assertStringIncludes(message, text);
  };
  await refuses("new.json", {}, ".npy, .safetensors, .csv, .parquet; give one of these endings");
  for (const ending of ["npy", "safetensors", "csv", "parquet"]) {
    await refuses(`new.${ending}`, { embeddingSize: 4 }, "give whole rows");
    await refuses(`new.${ending}`, { files: ["a"] }, "1 files for 7 embeddings");
    await refuses(join("none", `new.${ending}`), {}, "make the directory");
  }
  assertEquals(namesIn(), before);
});

const PROGRAM = `
import json, sys
import pyarrow.parquet
table = pyarrow.parquet.read_table(sys.argv[1])
print(json.dumps([str(table.schema.field("embedding").type), str(table.schema.field("label").type), table.to_pydict()]))
`;

Deno.test({
  name: "pyarrow reads what saveEmbeddings() wrote",
  ignore: !await pythonHas("Parquet in Python", "pyarrow"),
  fn: async () => {
    await saveEmbeddings(at("py.parquet"), table);
    const [list, label, columns] = await python<[string, string, Record<string, unknown[]>]>(
      PROGRAM,
      at("py.parquet"),
    );
    assertEquals([list, label], ["list<element: float not null>", "int32"]);
    assertEquals(columns.class.map((name) => name ?? undefined), names(table.labels!));
    assertEquals(columns.label.map((label) => label ?? -1), [...table.labels!]);
    assertEquals(Float32Array.from(columns.embedding.flat() as number[]), embeddings);
  },
});
