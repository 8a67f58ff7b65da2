/** `deno task embed`, as a user types it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { asyncBufferFromFile, parquetReadObjects } from "npm:hyparquet@1.31.5";
import { join, relative } from "node:path";
import { tableOf } from "../../lib/cli/embed/table.ts";
import { Faults } from "../../lib/cli/use/faults.ts";
import { ownData } from "../../lib/cli/use/own_data.ts";
import { loadIdx, loadMnist } from "../../lib/data/mod.ts";
import { openRun, predict, readImages } from "../../lib/inference/mod.ts";
import { embed } from "../../lib/training/mod.ts";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import type { Dataset } from "../../lib/types.ts";
import { rowsIn } from "../_csv_cells.ts";
import { makeFaces } from "../data/make_faces.ts";
import { drawDigit } from "../inference/_digit_files.ts";
import { type Ended, fewDigits, train } from "./_train.ts";
import { use } from "./_use.ts";

const MNIST = new URL("../../data/mnist", import.meta.url).pathname;
const place = await Deno.makeTempDir();
const at = (...names: string[]) => join(place, ...names);

await makeFaces(at("faces"), { classes: 8, perClass: 6, side: 32 });
const ofFaces = await train([
  ...["--data", at("faces"), "--image-size", "16x16", "--hold-out-classes", "0.5"],
  ...["--batch-size", "8", "--embedding-size", "6", "--epochs", "1", "--quiet"],
  ...["--out", at("faces-run")],
]);
assertEquals(ofFaces.code, 0, ofFaces.stderr);
const ofDigits = await train([
  ...["--limit", "40", "--batch-size", "20", "--epochs", "1", "--embedding-size", "4", "--quiet"],
  ...["--out", at("digits-run")],
]);
assertEquals(ofDigits.code, 0, ofDigits.stderr);
for (const name of ["drawings", "nothing", "out"]) Deno.mkdirSync(at(name));
const drawings = await Promise.all(
  [0, 1, 2].map((i) => drawDigit(at("drawings"), i, { dark: true, side: 90 })),
);
drawings.sort();
const faces = await openRun(at("faces-run")), digits = await openRun(at("digits-run"));

/** Paths as a user types them, in the folder of this test. */
const embedding = (...args: string[]): Promise<Ended> =>
  use("embed", args, { env: { INIT_CWD: place } });

async function embedded(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await embedding(...args);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.trim().split("\n").length, 1, stdout);
  return stdout.trim();
}

const tensorsIn = (name: string) => decodeSafetensors(Deno.readFileSync(at(name)), name);
const outNames = () => [...Deno.readDirSync(at("out"))].map(({ name }) => name).sort();

Deno.test("embed writes a run's own parts, whole, as embed() has them", async () => {
  const { test, unseen } = await ownData(faces), out = "out/own.safetensors";
  const line = await embedded("faces-run", "--part", "test,unseen", "--out", out);
  const [known, strangers] = [test!, unseen!].map(({ length }) => length);
  assertEquals(
    line,
    `${out}: ${known + strangers} embeddings of 6 numbers (${known} test, ${strangers} unseen)`,
  );
  const { tensors, metadata } = tensorsIn(out);
  const expected = await Promise.all([test!, unseen!].map((set) => embed(faces.model, set)));
  const whole = Float32Array.from(expected.flatMap(({ embeddings }) => [...embeddings]));
  assertEquals(tensors.embeddings, { dtype: "F32", shape: [known + strangers, 6], data: whole });
  assertEquals(
    [...tensors.predicted.data],
    expected.flatMap(({ predicted }) => [...predicted]),
  );
  const names = JSON.parse(metadata.classNames),
    ofSet = ({ labels, classNames }: Dataset) => Array.from(labels, (label) => classNames![label]);
  assertEquals(
    Array.from(tensors.labels.data, (label) => names[label]),
    [...ofSet(test!), ...ofSet(unseen!)],
  );
  assertEquals(names.slice(0, 4), faces.classNames, "others are numbered behind those of the run");
  assertEquals([metadata.model, metadata.run], [faces.checksum, "faces-run"]);
  assertEquals(JSON.parse(metadata.files), [...test!.names!, ...unseen!.names!]);
});

Deno.test("embed writes each format with the same numbers, which predict() knows", async () => {
  const shown = relative(place, at("drawings")), images = await readImages(digits, drawings);
  const { embeddings } = await embed(digits.model, images), said = await predict(digits, images);
  const line = await embedded("digits-run", shown, "--out", "out/drawn.npy");
  assertEquals(line, "out/drawn.npy: 3 embeddings of 4 numbers", "nobody knows their classes");
  const bytes = Deno.readFileSync(at("out", "drawn.npy"));
  assertEquals(new Float32Array(bytes.slice(bytes.length - 48).buffer), embeddings);
  await embedded("digits-run", ...drawings, "--out", "out/drawn.csv");
  const rows = rowsIn(Deno.readTextFileSync(at("out", "drawn.csv")));
  assertEquals(rows.map((row) => row.file), drawings, "as they were typed");
  assertEquals(rows.map((row) => [row.class, row.label]), [["", ""], ["", ""], ["", ""]]);
  assertEquals(rows.map((row) => row.predicted), said.map((one) => one.class));
  assertEquals(
    rows.map((row) => Math.fround(+row.probability)),
    said.map((one) => one.probability),
  );
  const numbers = rows.flatMap((row) => [0, 1, 2, 3].map((d) => +row[`embedding_${d}`]));
  assertEquals(Float32Array.from(numbers), embeddings);
  await embedded("digits-run", shown, "--out", "out/drawn.parquet");
  const file = await asyncBufferFromFile(at("out", "drawn.parquet"));
  const objects = await parquetReadObjects({ file });
  assertEquals(Float32Array.from(objects.flatMap((row) => row.embedding)), embeddings);
  assertEquals(objects.map((row) => row.file), drawings.map((path) => relative(place, path)));
});

Deno.test("embed takes a data set of MNIST's own form as it is, by part or whole", async () => {
  const { test } = await loadIdx({ directory: fewDigits }), data = relative(place, fewDigits);
  const line = await embedded("digits-run", data, "--part", "test", "--out", "out/t.npy");
  assertEquals(line, "out/t.npy: 500 embeddings of 4 numbers; labels in out/t.labels.npy");
  const { embeddings } = await embed(digits.model, test!);
  const bytes = Deno.readFileSync(at("out", "t.npy")),
    labels = Deno.readFileSync(at("out", "t.labels.npy"));
  assertEquals(new Float32Array(bytes.slice(bytes.length - 8000).buffer), embeddings);
  assertEquals(new Int32Array(labels.slice(labels.length - 2000).buffer), test!.labels);
  const whole = await embedded("digits-run", data, "--out", "out/whole.safetensors");
  assertStringIncludes(whole, "4,500 embeddings of 4 numbers (4,000 train, 500 test)");
  const own = await embedded("digits-run", "--part", "test", "--out", "out/o.safetensors");
  assertStringIncludes(own, ": 500 embeddings");
  assertEquals(tensorsIn("out/o.safetensors").tensors.embeddings.data, embeddings);
});

Deno.test("embed takes folders by class, images of any size, and names the broken one", async () => {
  const odd = 'a "b", c\nd', [first, second] = faces.classNames;
  for (const name of [first, odd]) Deno.mkdirSync(at("mixed", name), { recursive: true });
  const source = at("faces", second, "000.jpg");
  const files = [join(first, "1.jpg"), join(odd, "2.jpg"), "3.jpg"];
  for (const file of files) Deno.copyFileSync(source, at("mixed", file));
  Deno.writeFileSync(at("mixed", first, "cut.jpg"), Deno.readFileSync(source).subarray(0, 300));
  const { code, stdout, stderr } = await embedding("faces-run", "mixed", "--out", "out/m.csv");
  assertEquals(code, 1, "a file was left out");
  assertMatch(stderr, /^\S*mixed\/person-\d+\/cut\.jpg: cannot be [^\n]+\n$/);
  assertEquals(stdout, "out/m.csv: 3 embeddings of 6 numbers\n");
  const rows = rowsIn(Deno.readTextFileSync(at("out", "m.csv")));
  const found = new Map(rows.map((row) => [row.file, [row.class, row.label]]));
  assertEquals(found.get(join("mixed", first, "1.jpg")), [first, "0"]);
  assertEquals(found.get(join("mixed", odd, "2.jpg")), [odd, "4"]);
  assertEquals(found.get(join("mixed", "3.jpg")), ["", ""]);
  const copies = await readImages(faces, [source, source, source]);
  const { embeddings } = await embed(faces.model, copies);
  const numbers = rows.flatMap((row) => Array.from("012345", (d) => +row[`embedding_${d}`]));
  assertEquals(Float32Array.from(numbers), embeddings);
});

Deno.test("embed says which classes .npy's labels number behind those of the run", async () => {
  const { unseen } = await ownData(faces), out = "out/strangers.npy";
  const { code, stderr } = await embedding("faces-run", "--part", "unseen", "--out", out);
  const names = unseen!.classNames!.join(", ");
  const note = `note: labels from 4 on are of classes that the run was not trained on: ${names}\n`;
  assertEquals([code, stderr], [0, note]);
});

Deno.test("a set that does not fit in memory is read in chunks", async () => {
  const { test } = await loadMnist({ limit: 1, testLimit: 2500 }), asked: number[] = [];
  const { images, ...rest } = test!;
  const read = (indices: ArrayLike<number>) => {
    asked.push(indices.length);
    const bytes = Array.from(indices, (i) => images.subarray(784 * i, 784 * (i + 1)));
    return new Blob(bytes as BlobPart[]).arrayBuffer().then((all) => new Uint8Array(all));
  };
  const nameOf = (label: number) => `digit ${label}`, faults = new Faults();
  const table = await tableOf(digits, [{ set: { ...rest, read }, nameOf }], { faults });
  assert(asked.length >= 3 && asked.every((count) => count <= 1000), `${asked}`);
  assertEquals(table.embeddings, (await embed(digits.model, test!)).embeddings);
  const names = Array.from({ length: 10 }, (_, label) => nameOf(label));
  assertEquals(table.classNames, [...digits.classNames, ...names], "in the set's order");
  assertEquals([table.labels, table.parts], [test!.labels.map((label) => 10 + label), undefined]);
});

Deno.test("what cannot be done is refused in a line, before anything is computed", async () => {
  Deno.writeTextFileSync(at("out", "there.csv"), "mine");
  Deno.writeTextFileSync(at("out", "half.labels.npy"), "mine");
  const readOnly = Deno.uid() === 0 ? "/sys" : "/";
  const before = outNames(), own = ["--part", "test"], to = ["--out", "out/new.npy"];
  const cases: [number, string, string[]][] = [
    [2, "--out", ["digits-run", ...own]],
    [2, "give images or a data set after the run, or --part test", ["digits-run", ...to]],
    [2, "did you mean .parquet?", ["digits-run", ...own, "--out", "out/x.parqet"]],
    [2, "give it one of .npy, .safetensors, .csv, .parquet", ["none", ...own, "--out", "x.docx"]],
    [2, "has no ending", ["digits-run", ...own, "--out", "out/x"]],
    [2, "Did you mean test?", ["digits-run", "--part", "tests", ...to]],
    [2, "--data: has no effect besides DATA", ["digits-run", "drawings", "--data", "x", ...to]],
    [2, "--classes: has no effect on the run's own data", [
      "digits-run",
      ...own,
      "--classes",
      "3",
      ...to,
    ]],
    [1, "out/there.csv: is there already; --force", ["none", ...own, "--out", "out/there.csv"]],
    [1, "half.labels.npy: is there already", ["digits-run", ...own, "--out", "out/half.npy"]],
    [1, "make the folder no/where first", ["digits-run", ...own, "--out", "no/where/x.csv"]],
    [1, "give a folder that you may write to", ["none", ...own, "--out", `${readOnly}/x.csv`]],
    [1, "did you mean digits-run?", ["digits-rum", ...own, ...to]],
    [1, "nowhere: no such file or folder", ["digits-run", "nowhere", ...to]],
    [1, "nothing: holds no images", ["digits-run", "nothing", ...to]],
    [1, "path is empty", ["digits-run", "", ...to]],
    [1, "its run held no classes out", ["digits-run", "--part", "unseen", ...to]],
    [1, "drawings: has no part test; --part alone", ["digits-run", "drawings", ...own, ...to]],
    [1, "--classes: has no effect on image files", [
      "digits-run",
      "drawings",
      "--classes",
      "3",
      ...to,
    ]],
    [1, "its images are 28×28×1, the run's model takes 16×16×3", ["faces-run", fewDigits, ...to]],
    [1, "was trained on other data", ["digits-run", ...own, "--data", MNIST, ...to]],
  ];
  for (const [expected, text, args] of cases) {
    const { code, stdout, stderr } = await embedding(...args);
    assertEquals([code, stdout], [expected, ""], `${args.join(" ")}: ${stderr}`);
    assertStringIncludes(stderr, text);
    assertEquals(stderr.trim().split("\n").length, 1, stderr);
  }
  assertEquals(outNames(), before);
  assertEquals(Deno.readTextFileSync(at("out", "there.csv")), "mine");
  const forced = await embedded("digits-run", ...own, "--out", "out/there.csv", "--force");
  assertEquals(forced, "out/there.csv: 500 embeddings of 4 numbers");
});
