import {
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { InputError } from "../../../lib/errors.ts";
import { writeFileAtomically } from "../../../lib/training/files/write_file.ts";

const OLD = new TextEncoder().encode("what was there before");
const NEW = new TextEncoder().encode("new");

async function inTemporaryFolder(use: (folder: string) => Promise<void> | void) {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.chmod(folder, 0o700).catch(() => {}); // not on Windows
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

/** Asserts a one-line InputError that names the path and holds each of `parts`. */
function assertCannotWrite(path: string, ...parts: (string | RegExp)[]) {
  const { message } = assertThrows(() => writeFileAtomically(path, NEW), InputError);
  assertStringIncludes(message, `${path}: cannot be written (`);
  assertFalse(message.includes("\n") || message.includes(".partial"), message);
  for (const part of parts) {
    part instanceof RegExp ? assertMatch(message, part) : assertStringIncludes(message, part);
  }
}

Deno.test("writeFileAtomically() makes a file, replaces it, and leaves nothing else", () =>
  inTemporaryFolder((folder) => {
    const path = join(folder, "checkpoint.safetensors");
    for (
      const bytes of [OLD, NEW, new Uint8Array(), crypto.getRandomValues(new Uint8Array(60_000))]
    ) {
      writeFileAtomically(path, bytes);
      assertEquals(Deno.readFileSync(path), bytes);
    }
    assertEquals(namesIn(folder), ["checkpoint.safetensors"]);
  }));

Deno.test("writeFileAtomically() takes pieces, and leaves nothing where one of them fails", () =>
  inTemporaryFolder((folder) => {
    const path = join(folder, "a");
    writeFileAtomically(path, [OLD, new Uint8Array(), NEW]);
    assertEquals(Deno.readFileSync(path), Uint8Array.of(...OLD, ...NEW));
    const failing = function* () {
      yield NEW;
      throw new Error("no more");
    };
    assertThrows(() => writeFileAtomically(path, failing()), InputError, "no more");
    assertEquals(Deno.readFileSync(path), Uint8Array.of(...OLD, ...NEW));
    assertEquals(namesIn(folder), ["a"]);
  }));

Deno.test("writeFileAtomically() overwrites what a killed program left behind", () =>
  inTemporaryFolder((folder) => {
    const path = join(folder, "a");
    const [old, dead, alive] = [".partial", ".0a1b2c3d.partial", ".4e5f6789.partial"].map((end) =>
      path + end
    );
    for (const left of [old, dead, alive]) Deno.writeFileSync(left, new Uint8Array(1000));
    Deno.utimeSync(dead, 0, 0);
    writeFileAtomically(path, NEW);
    assertEquals(Deno.readFileSync(path), NEW);
    assertEquals(namesIn(folder), ["a", "a.4e5f6789.partial"]);
  }));

Deno.test({
  name: "writeFileAtomically() follows no link, neither its target's nor that of a planted file",
  ignore: Deno.build.os === "windows", // where links need rights
  fn: () =>
    inTemporaryFolder((folder) => {
      const path = join(folder, "a"), elsewhere = join(folder, "elsewhere");
      Deno.writeFileSync(elsewhere, OLD);
      for (const name of [path, `${path}.partial`]) Deno.symlinkSync(elsewhere, name);
      writeFileAtomically(path, NEW);
      assertEquals(Deno.readFileSync(elsewhere), OLD);
      assertEquals(Deno.lstatSync(path).isSymlink, false);
      assertEquals(namesIn(folder), ["a", "elsewhere"]);
    }),
});

Deno.test("writeFileAtomically() never shows a half-written file to a reader", () =>
  inTemporaryFolder((folder) => {
    const path = join(folder, "a");
    writeFileAtomically(path, OLD);
    using reader = Deno.openSync(path); // opened before the new content comes: it keeps seeing the old
    writeFileAtomically(path, NEW);
    const seen = new Uint8Array(100);
    assertEquals(seen.slice(0, reader.readSync(seen) ?? 0), OLD);
  }));

Deno.test("writeFileAtomically() says that the path is a directory, and leaves it alone", () =>
  inTemporaryFolder((folder) => {
    const path = join(folder, "run");
    Deno.mkdirSync(path);
    Deno.writeFileSync(join(path, "inside"), OLD);
    assertCannotWrite(path, /directory/i);
    assertEquals([namesIn(folder), namesIn(path)], [["run"], ["inside"]]);
  }));

Deno.test("writeFileAtomically() says that the directory is missing, or is a file", () =>
  inTemporaryFolder((folder) => {
    assertCannotWrite(
      join(folder, "missing", "a"),
      `make the directory ${join(folder, "missing")} first`,
    );
    Deno.writeFileSync(join(folder, "file"), OLD);
    assertCannotWrite(join(folder, "file", "a"));
    assertEquals(Deno.readFileSync(join(folder, "file")), OLD);
  }));

Deno.test({
  name: "writeFileAtomically() says that the directory is not writable",
  ignore: Deno.build.os === "windows", // its directories have no such mode
  fn: () =>
    inTemporaryFolder((folder) => {
      // Root may write into any directory of a disk, but not into the kernel's own.
      const path = join(Deno.uid() === 0 ? "/sys" : folder, "a");
      Deno.chmodSync(folder, 0o500);
      assertCannotWrite(
        path,
        /denied|not permitted|read-only/i,
        "choose a directory that you may write to",
      );
    }),
});

Deno.test({
  name: "writeFileAtomically() that runs out of room keeps the old file and removes its own",
  ignore: Deno.build.os !== "linux", // where a shell can limit the size of files as a full disk would
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "a");
      Deno.writeFileSync(path, OLD);
      const module = import.meta.resolve("../../../lib/training/files/write_file.ts");
      const program = `import { writeFileAtomically } from ${JSON.stringify(module)};
        try { writeFileAtomically(${
        JSON.stringify(path)
      }, new Uint8Array(8 << 20)); console.log("written"); }
        catch (error) { console.log(error.name + ": " + error.message); }`;
      await Deno.writeTextFile(join(folder, "main.ts"), program);
      // 4096 blocks of 512 or 1024 bytes; without the signal, a write beyond fails half-way through
      // instead of killing.
      const limited = 'trap "" XFSZ; ulimit -f 4096; exec "$0" run --no-config -A "$1"';
      const args = ["-c", limited, Deno.execPath(), join(folder, "main.ts")];
      const { stdout } = await new Deno.Command("sh", { args, env: { NO_COLOR: "1" } }).output();
      const text = new TextDecoder().decode(stdout);
      assertStringIncludes(text, `InputError: ${path}: cannot be written (`);
      assertStringIncludes(text, "free some space");
      assertEquals(Deno.readFileSync(path), OLD);
      assertEquals(namesIn(folder), ["a", "main.ts"]);
    }),
});
