/** Galleries. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { Gallery } from "../../lib/inference/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";

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

Deno.test("Gallery refuses another model's file, and what is none", () => {
  const folder = Deno.makeTempDirSync(), path = join(folder, "known.safetensors");
  const open = (text: string) => assertThrows(() => Gallery.open(path, model), InputError, text);
  open("does not exist");
  filled().save(path);
  const other = { ...model, checksum: "ffff00001111eeee" };
  assertThrows(() => Gallery.open(path, other), InputError, "is of another model");
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 9));
  open("damaged");
  bytes[bytes.length - 9] ^= 4;
  Deno.writeFileSync(path, bytes);
  open("damaged");
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
