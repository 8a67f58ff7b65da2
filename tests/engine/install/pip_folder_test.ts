import { assertEquals, assertRejects } from "@std/assert";
import {
  type CommandResult,
  lastError,
  type RunCommand,
} from "../../../lib/engine/install/_command.ts";
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
    requirements: ["torch==2.13.0"],
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
    assertEquals(lines, [
      `PyTorch goes through pip into ${directory}`,
      "a long download",
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
      "a pip that fails",
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
