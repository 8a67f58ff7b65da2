import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import * as pipLocks from "../../../lib/course/pip/locks.ts";
import {
  type CommandResult,
  lastError,
  type RunCommand,
  runCommand,
} from "../../../lib/engine/install/_command.ts";
import { fileHash } from "../../../lib/engine/install/_files.ts";
import { requirePython } from "../../../lib/engine/install/_pip.ts";
import { ensureWith, type PipFolderOptions } from "../../../lib/engine/install/pip_folder.ts";
import { InputError } from "../../../lib/errors.ts";
import { done, failed, namesIn, withCache, write } from "./_fakes.ts";

const NAME = "bench-torch-2.13.0";

/**
 * A Python that imports what pip has installed; `answers` replaces what a command does, by a word
 * of it.
 */
function fakePython(cache: string, answers: Record<string, CommandResult | undefined> = {}) {
  const commands: string[][] = [];
  const run: RunCommand = async (command) => {
    commands.push(command);
    const word = Object.keys(answers).find((word) => command.some((part) => part.includes(word)));
    if (word !== undefined) return answers[word];
    if (command.includes("--target")) {
      await write(`${command[command.indexOf("--target") + 1]}/torch/x.py`, "x");
    }
    if (command[1] !== "-c") return done;
    return await Deno.stat(`${cache}/${NAME}/torch`).then(
      () => done,
      () => failed("No module named torch"),
    );
  };
  return { commands, run };
}

function optionsFor(cache: string, lines: string[] = []): PipFolderOptions {
  const report = (line: string) => void lines.push(line);
  const wanted = {
    what: "PyTorch",
    locks: [pipLocks.torchCpu.file, pipLocks.torch.file],
    modules: ["torch"],
    note: "a long download",
  };
  return { name: NAME, ...wanted, cache, report };
}

Deno.test("ensureWith() installs a folder once, and says where and how large", () =>
  withCache(async (cache) => {
    const { commands, run } = fakePython(cache), lines: string[] = [];
    const { python, directory } = await ensureWith({ ...optionsFor(cache, lines), run });
    assertEquals([python, directory], ["python3", `${cache}/${NAME}`]);
    const pip = commands.find((command) => command.includes("--target"))!;
    assertEquals(pip.slice(pip.indexOf("--quiet")), [
      ...["--quiet", "--only-binary=:all:", "--require-hashes", "-r"],
      fileURLToPath(pipLocks.torchCpu.file),
    ]);
    assertEquals(lines, [
      `PyTorch goes through pip into ${directory}`,
      "PyTorch takes 0 MB of disk; deno task setup --remove takes the whole cache away",
    ]);
    assertEquals(namesIn(cache), [NAME, `${NAME}.lock`]);
    const before = commands.length;
    await ensureWith({ ...optionsFor(cache), run });
    assertEquals(commands.slice(before).map(([, flag]) => flag), ["-c"]);
  }));

for (
  const [what, answers, message] of [
    [
      "no Python",
      { python: undefined, py: undefined },
      "PyTorch comes through pip, and there is no Python on PATH: install Python 3 with pip (Debian, Ubuntu: `apt install python3-pip`; " +
      "macOS: `brew install python`; Windows: python.org)",
    ],
    [
      "a pip that finds none of the locks' packages",
      {
        "--target": failed(
          "WARNING: a\nERROR: early\nERROR: No matching distribution found\nnotice",
        ),
      },
      "pip's index lacks a wheel (ERROR: early): name a complete index (PIP_INDEX_URL), or update pip",
    ],
  ] as [string, Record<string, CommandResult | undefined>, string][]
) {
  Deno.test(`ensureWith() explains ${what} in one line, and leaves nothing half done`, () =>
    withCache(async (cache) => {
      const { run } = fakePython(cache, answers);
      const error = await assertRejects(
        () => ensureWith({ ...optionsFor(cache), run }),
        InputError,
      );
      assertEquals(error.message, message);
      const left = await Deno.stat(cache).then(() => namesIn(cache), () => []);
      assertEquals(left.filter((name) => !name.endsWith(".lock")), []);
    }));
}

Deno.test("ensureWith() takes the next lock where an index lacks the first one's packages, and says so", () =>
  withCache(async (cache) => {
    const { run } = fakePython(cache, {
      "torch_cpu.txt": failed("ERROR: No matching distribution found"),
    });
    const lines: string[] = [],
      { directory } = await ensureWith({ ...optionsFor(cache, lines), run });
    assertEquals(lines[1], "a long download");
    assertEquals(
      await Deno.readTextFile(`${directory}/made-from.txt`),
      await Deno.readTextFile(pipLocks.torch.file),
    );
  }));

Deno.test("ensureWith() installs anew what an older lock made", () =>
  withCache(async (cache) => {
    const { commands, run } = fakePython(cache);
    const { directory } = await ensureWith({ ...optionsFor(cache), run });
    await Deno.writeTextFile(`${directory}/made-from.txt`, "torch==2.12.0\n");
    await ensureWith({ ...optionsFor(cache), run });
    assertEquals(commands.filter((command) => command.includes("--target")).length, 2);
  }));

Deno.test("pip refuses a package whose file is not the pinned one", () =>
  withCache(async (cache) => {
    await Deno.mkdir(cache, { recursive: true });
    const wheel = `${cache}/margin_sample-1.0-py3-none-any.whl`;
    const python = await requirePython(runCommand, "this test");
    await runCommand([python, "-c", WHEEL, wheel]);
    const lock = new URL(`file://${cache}/lock.txt`), sha256 = await fileHash(wheel);
    const options: PipFolderOptions = {
      ...optionsFor(`${cache}/inside`),
      locks: [lock],
      modules: ["margin_sample"],
    };
    const env = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: cache, PIP_CONFIG_FILE: "/dev/null" };
    const run: RunCommand = (command, more) =>
      runCommand(command, { env: { ...more?.env, ...env } });
    await Deno.writeTextFile(lock, `margin-sample==1.0 --hash=sha256:${"0".repeat(64)}\n`);
    await assertRejects(() => ensureWith({ ...options, run }), InputError, "is not the pinned one");
    await Deno.writeTextFile(lock, `margin-sample==1.0\n`);
    await assertRejects(() => ensureWith({ ...options, run }), InputError, "pip failed");
    await Deno.writeTextFile(lock, `margin-sample==1.0 --hash=sha256:${sha256}\n`);
    await ensureWith({ ...options, run });
  }));

/** A wheel of one module, by its bare rules. */
const WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("margin_sample.py", "x = 1")
    info = "margin_sample-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: margin-sample\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

const { jupyter, torch, torchCpu } = pipLocks;
for (const [name, { file, requirements }] of Object.entries({ jupyter, torch, torchCpu })) {
  Deno.test(`the lock file of ${name} pins what is asked for, and each package by hash`, async () => {
    const text = await Deno.readTextFile(file);
    const entries = text.replace(/^#.*$/gm, "").replaceAll("\\\n", " ").trim().split("\n");
    for (const entry of entries) {
      assertMatch(entry, /^[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/);
    }
    for (const wanted of requirements) {
      assertEquals(entries.some((entry) => entry.startsWith(`${wanted} `)), true, wanted);
    }
  });
}

Deno.test("ensureWith() explains packages that do not start", () =>
  withCache(async (cache) => {
    const { run } = fakePython(cache, { "import torch": failed("a library is missing") });
    await assertRejects(
      () => ensureWith({ ...optionsFor(cache), run }),
      InputError,
      "but does not start",
    );
  }));

Deno.test("lastError() picks pip's last error line", () => {
  assertEquals(
    lastError("WARNING: a\nERROR: early\nERROR: No matching distribution found\nnotice\n"),
    "ERROR: No matching distribution found",
  );
  assertEquals(lastError("\n"), "no message");
});
