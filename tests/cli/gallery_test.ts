/** Galleries that several commands change, and what they may not lose. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { changeGallery, openOrNew } from "../../lib/cli/use/gallery.ts";
import { drawDigit } from "../inference/_digit_files.ts";
import { ended, train } from "./_train.ts";
import { use } from "./_use.ts";

const place = Deno.makeTempDirSync(), at = (...names: string[]) => join(place, ...names);
const run = at("run"), images = at("images"), model = { checksum: "00", embeddingSize: 2 };
const trained = await train([
  ...["--limit", "40", "--batch-size", "20", "--epochs", "1", "--quiet", "--out", run],
]);
assertEquals(trained.code, 0, trained.stderr);
Deno.mkdirSync(images);
await drawDigit(images, 3, { dark: true, side: 90, left: 20 });
const [{ name: drawn }] = Deno.readDirSync(images), image = join(images, drawn);

/** A folder, the gallery in it, and a change of it. */
function gallery() {
  const folder = Deno.makeTempDirSync(), file = join(folder, "known.safetensors");
  const added = (name: string) =>
    changeGallery(file, {
      open: () => openOrNew(file, model),
      change: (known) => known.enrol(name, Float32Array.of(1, 2)),
    });
  return { file, added, names: () => [...Deno.readDirSync(folder)].map(({ name }) => name) };
}

/** Enrols an image from standard input, which is sent when it is asked for. */
function slowly(file: string, name: string) {
  const program = new URL("../../lib/cli/enrol.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", program, run, "--gallery", file, name, "-"],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  return async () => {
    await new Blob([Deno.readFileSync(image)]).stream().pipeTo(child.stdin);
    return ended(await child.output());
  };
}

Deno.test("enrol keeps the names of all commands that run at once", async () => {
  const file = at("race.safetensors"), end = slowly(file, "slow");
  const all = await Promise.all(
    ["one", "two"].map((name) => use("enrol", [run, "--gallery", file, name, image])),
  );
  all.push(await end()); // it has looked at the gallery when there was none
  for (const { code, stderr } of all) assertEquals(code, 0, stderr);
  const counts = all.map(({ stdout }) => /has (\d)/.exec(stdout)![1]);
  assertEquals(counts.sort(), ["1", "2", "3"]);
  assertEquals([...Deno.readDirSync(place)].filter(({ name }) => /lock/.test(name)), []);
});

Deno.test("enrol writes nothing where one of the images is broken, and names it", async () => {
  const file = at("broken.safetensors");
  Deno.writeTextFileSync(at("broken.png"), "no image");
  const args = [run, "--gallery", file, "Ada", image, at("broken.png")];
  const { code, stdout, stderr } = await use("enrol", args);
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, "broken.png: cannot be read as an image");
  assertEquals([...Deno.readDirSync(place)].filter(({ name }) => /^broken\.s/.test(name)), []);
});

Deno.test("changeGallery() waits for who changes the file, and says so", async () => {
  const { file, added, names } = gallery(), error = console.error;
  const holder = await Deno.open(`${file}.lock`, { create: true, write: true });
  await holder.lock(true);
  const { promise, resolve } = Promise.withResolvers<string>();
  console.error = resolve;
  try {
    const adding = added("Ada");
    assertEquals(await promise, `${file}: another program changes it; waiting for it`);
    assertEquals(names(), ["known.safetensors.lock"]);
    holder.close();
    assertEquals((await adding).names, ["Ada"]);
  } finally {
    console.error = error;
  }
  assertEquals(names(), ["known.safetensors"]);
});

Deno.test("changeGallery() keeps every name, also through a link, and no lock", async () => {
  const { file, added, names } = gallery(), link = join(Deno.makeTempDirSync(), "link.safetensors");
  Deno.writeTextFileSync(`${file}.lock`, ""); // as a killed command leaves it
  Deno.symlinkSync(file, link);
  const open = () => openOrNew(link, model);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0 ? added(`${i}`) : changeGallery(link, {
        open,
        change: (known) => known.enrol(`${i}`, Float32Array.of(1, 2)),
      })),
  );
  assertEquals(openOrNew(file, model).names.length, 20);
  assertEquals(names(), ["known.safetensors"]);
  assert(Deno.lstatSync(link).isSymlink);
});

Deno.test("changeGallery() gives the lock back where the change fails", async () => {
  const { file, added, names } = gallery();
  const change = () => {
    throw new Error("no luck");
  };
  const failed = changeGallery(file, { open: () => openOrNew(file, model), change });
  assertEquals(await failed.catch(({ message }) => message), "no luck");
  assertEquals(names(), []);
  assertEquals((await added("Ada")).names, ["Ada"]);
});
