/** exportRun(), and what it leaves out. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { unzipSync } from "npm:fflate@0.8.2";
import { InputError } from "../../lib/errors.ts";
import { exportRun } from "../../lib/export/mod.ts";
import { compareRun } from "../../lib/export/read_run.ts";

/** A folder that looks like a run's: bytes by name. */
async function folderWith(files: Record<string, number>): Promise<string> {
  const folder = join(await Deno.makeTempDir(), "my run");
  for (const name of ["figures", "frames", "export"]) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  for (const [name, length] of Object.entries(files)) {
    await Deno.writeFile(join(folder, name), Uint8Array.from({ length }, (_, i) => i * i));
  }
  return folder;
}

const FILES = {
  "checkpoint.safetensors": 3_000_000,
  "config.json": 300,
  "curves.svg": 5000,
  ".drawn": 2,
  "figures/epoch-001.png": 70_000,
  "frames/epoch-001.safetensors": 0,
  "log.jsonl": 400,
  "threshold.json": 90,
};
const OTHERS = {
  ".lock": 0,
  "log.jsonl.old": 9,
  "notes.txt": 9,
  "export/model.onnx": 9,
  "figures/epoch-002.png.1234.partial": 9,
};

Deno.test("exportRun() writes what belongs to a run, in order, under its name", async () => {
  const folder = await folderWith({ ...FILES, ...OTHERS }), place = await Deno.makeTempDir();
  const file = await exportRun(folder, join(place, "a", "b"));
  assertEquals(file, join(place, "a", "b", "my run.zip"));
  const entries = unzipSync(await Deno.readFile(file)), names = Object.keys(FILES).sort();
  assertEquals(Object.keys(entries), names.map((name) => `my run/${name}`));
  for (const name of names) {
    assertEquals(entries[`my run/${name}`], await Deno.readFile(join(folder, name)), name);
  }
  const bytes = Object.values(FILES).reduce((sum, length) => sum + length, 0);
  assertEquals(await compareRun(folder, file), { files: names.length, bytes });
  const again = await exportRun(folder, join(place, "again.zip"));
  assertEquals(await Deno.readFile(again), await Deno.readFile(file));
  assertEquals([...Deno.readDirSync(join(place, "a", "b"))].length, 1);
});

Deno.test("compareRun() notices a run that changed, and a file that was damaged", async () => {
  const folder = await folderWith(FILES), file = await exportRun(folder, join(folder, "export"));
  const bytes = await Deno.readFile(file);
  const changed = () => compareRun(folder, file);
  await Deno.writeFile(file, bytes.map((byte, at) => at === 20_000 ? byte ^ 1 : byte));
  await assertRejects(changed, InputError);
  await Deno.writeFile(file, bytes.subarray(0, 100_000));
  await assertRejects(changed, InputError, "cannot be read again");
  await Deno.writeFile(file, bytes);
  await Deno.writeFile(join(folder, "config.json"), new Uint8Array(300));
  await assertRejects(changed, InputError, "config.json: was changed while it was exported");
  await Deno.writeFile(join(folder, "figures", "epoch-002.png"), new Uint8Array(3));
  await assertRejects(changed, InputError, "was changed while it was exported");
});

Deno.test({
  name: "exportRun() refuses links, and folders without a run",
  ignore: Deno.build.os === "windows", // links need rights there
  fn: async () => {
    const folder = await folderWith(FILES), out = await Deno.makeTempDir();
    await Deno.symlink("/etc/hostname", join(folder, "figures", "epoch-009.png"));
    await assertRejects(() => exportRun(folder, out), InputError, "epoch-009.png: is a link");
    const none = await folderWith({ "config.json": 3 });
    await assertRejects(() => exportRun(none, out), InputError, "holds no run");
    await assertRejects(() => exportRun(join(none, "no"), out), InputError, "cannot be read");
    assertEquals([...Deno.readDirSync(out)], []);
  },
});
