/** Galleries. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { Gallery } from "../../lib/inference/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
} from "../../lib/training/files/safetensors.ts";

const model = { checksum: "00112233aabbccdd", embeddingSize: 8 };
const random = seededRandom(3);
const directions = Array.from(
  { length: 50 },
  () => Array.from({ length: 8 }, () => randomNormal(random)),
);
const near = (who: number, count = 1) =>
  Float32Array.from(
    Array.from({ length: count }, () =>
      directions[who].map((value) => 3 * value + 0.2 * randomNormal(random))).flat(),
  );

function filled(): Gallery {
  const gallery = new Gallery(model);
  for (let who = 0; who < 50; who++) gallery.enrol(`name ${who}`, near(who, 3));
  return gallery;
}

Deno.test("Gallery identifies, and says who is unknown, without a tensor left", async () => {
  const gallery = filled(), before = tf.memory().numTensors;
  const probes = Float32Array.from([...near(7), ...near(49), ...near(0)]);
  const found = await gallery.identify(probes, { threshold: 25 });
  assertEquals(found.map(({ name }) => name), ["name 7", "name 49", "name 0"]);
  assert(found.every(({ known, angle }) => known && angle > 0 && angle < 25));
  const away = Float32Array.from(directions[7], (value) => -value);
  const [stranger] = await gallery.identify(away, { threshold: 25 });
  assertEquals(stranger.known, false);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("Gallery adds to a name, and removes one", async () => {
  const gallery = filled();
  gallery.enrol("name 7", near(7, 2));
  assertEquals([gallery.count("name 7"), gallery.count("nobody")], [5, 0]);
  gallery.remove("name 7");
  assertEquals(gallery.names.length, 49);
  const [found] = await gallery.identify(near(7), { threshold: 25 });
  assert(found.name !== "name 7");
  assertThrows(() => gallery.remove("name 7"), InputError, "is not in the gallery");
});

Deno.test("Gallery is one file, and reads itself back", async () => {
  const path = join(Deno.makeTempDirSync(), "known.safetensors"), gallery = filled();
  gallery.enrol("Žofia \u4e2d", near(2));
  gallery.save(path);
  const again = Gallery.open(path, model);
  assertEquals(again.names, gallery.names);
  assertEquals(again.means(), gallery.means());
  const probe = near(12);
  assertEquals(
    await again.identify(probe, { threshold: 20 }),
    await gallery.identify(probe, { threshold: 20 }),
  );
  again.save(path);
  assertEquals([...Deno.readDirSync(join(path, ".."))].map(({ name }) => name), [
    "known.safetensors",
  ]);
});

Deno.test("Gallery identifies by what was enrolled and removed since it was asked before", async () => {
  const changed = filled(), straight = new Gallery(model), late = near(3, 4);
  await changed.identify(near(1), { threshold: 20 });
  changed.remove("name 0");
  changed.enrol("name 3", late);
  changed.enrol("new", near(0));
  const path = join(Deno.makeTempDirSync(), "known.safetensors");
  changed.save(path);
  const { tensors } = decodeSafetensors(Deno.readFileSync(path), path);
  const owners = tensors.owners.data, rows = tensors.embeddings.data as Float32Array;
  owners.forEach((owner, i) =>
    straight.enrol(changed.names[owner], rows.slice(i * 8, (i + 1) * 8))
  );
  const probes = Float32Array.from([0, 3, 49].flatMap((who) => [...near(who)]));
  const found = await changed.identify(probes, { threshold: 30 });
  assertEquals(found.map(({ name }) => name), ["new", "name 3", "name 49"]);
  assertEquals(found, await straight.identify(probes, { threshold: 30 }));
  assertEquals(changed.means(), straight.means());
  changed.means().fill(0); // a copy
  assertEquals(await changed.identify(probes, { threshold: 30 }), found);
});

Deno.test("Gallery is written where a link leads, and the link stays", () => {
  const folder = Deno.makeTempDirSync(), at = (name: string) => join(folder, name);
  Deno.mkdirSync(at("far"));
  Deno.symlinkSync(join("far", "known.safetensors"), at("link.safetensors"));
  for (const names of [50, 51]) { // the first time there is nothing at the link's end
    const gallery = names === 50 ? filled() : Gallery.open(at("link.safetensors"), model);
    if (names === 51) gallery.enrol("one more", near(2));
    gallery.save(at("link.safetensors"));
    assert(Deno.lstatSync(at("link.safetensors")).isSymlink);
    assertEquals(Gallery.open(at("far/known.safetensors"), model).names.length, names);
  }
});

Deno.test("Gallery refuses another model's file, and what is none", () => {
  const folder = Deno.makeTempDirSync(), path = join(folder, "known.safetensors");
  const open = (text: string) => assertThrows(() => Gallery.open(path, model), InputError, text);
  open("does not exist");
  filled().save(path);
  const other = { ...model, checksum: "ffff00001111eeee" };
  assertThrows(() => Gallery.open(path, other), InputError, "is of another model");
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 9));
  open("enrol anew, into a new file");
  bytes[bytes.length - 9] ^= 4;
  Deno.writeFileSync(path, bytes);
  open("enrol anew, into a new file");
  Deno.writeTextFileSync(path, "a text");
  open("it has only 6 bytes; use another copy of it, or enrol anew");
  assertThrows(() => Gallery.open(folder, model), InputError, "is a folder; give a gallery's file");
});

Deno.test("Gallery refuses a file whose parts do not fit each other", () => {
  const path = join(Deno.makeTempDirSync(), "known.safetensors");
  filled().save(path);
  const { tensors, metadata } = decodeSafetensors(Deno.readFileSync(path), path);
  const rows = tensors.embeddings.data as Float32Array, owners = tensors.owners.data as Int32Array;
  const refused = (
    other: Record<string, NamedTensor>,
    text = "do not fit each other",
    others = {},
  ) => {
    const bytes = encodeSafetensors({ ...tensors, ...other }, { ...metadata, ...others });
    Deno.writeFileSync(path, bytes);
    assertThrows(() => Gallery.open(path, model), InputError, text);
  };
  const of = (data: Int32Array): NamedTensor => ({ dtype: "I32", shape: [data.length], data });
  refused({ owners: of(owners.map((owner) => owner === 49 ? 50 : owner)) });
  refused({ owners: of(owners.map((owner) => owner === 49 ? -1 : owner)) });
  refused({ owners: of(owners.map((owner) => owner === 49 ? 48 : owner)) });
  refused({ owners: of(owners.slice(1)) });
  refused({ embeddings: { dtype: "F32", shape: [300, 4], data: rows } });
  refused({ means: { dtype: "F32", shape: [1, 8], data: rows.slice(0, 8) } });
  refused({}, "its names are damaged", { names: JSON.stringify(new Array(50).fill("Ada")) });
  refused({}, "is no gallery; deno task enrol makes one", { format: "margin-losses checkpoint" });
});

Deno.test("Gallery refuses embeddings that are none", async () => {
  const gallery = new Gallery(model);
  await assertRejects(
    () => gallery.identify(near(1), { threshold: 9 }),
    InputError,
    "the gallery is empty",
  );
  const enrol = (numbers: Float32Array, text: string) =>
    assertThrows(() => gallery.enrol("Ada", numbers), InputError, text);
  enrol(new Float32Array(8), "length zero");
  enrol(new Float32Array(7), "7 numbers are not embeddings of 8");
  enrol(new Float32Array(8).fill(NaN), "not finite");
  assertThrows(() => gallery.enrol(" ", near(1)), InputError, "a name is empty");
  assertEquals(gallery.names, []);
});

Deno.test("Gallery refuses names that do not fit into a line", () => {
  const gallery = new Gallery(model);
  const refused = (name: string, text: string) => {
    const { message } = assertThrows(() => gallery.enrol(name, near(1)), InputError, text);
    assert(message.length < 150 && !/\p{Cc}/u.test(message), message);
  };
  refused("a".repeat(5000), "this name has 5000 letters; give one of at most 200");
  for (const wrong of ["Ada\nBo", "Ada\u2028Bo", "\x1b[31mAda", "Ada\t"]) {
    refused(wrong, "a line break or a control character");
  }
  gallery.enrol("\u4e2d".repeat(200), near(1));
  gallery.enrol("👩‍🔬 Žofia", near(1));
  assertEquals(gallery.names.length, 2);
});
