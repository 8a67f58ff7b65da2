import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import type { CommandResult } from "../../../lib/engine/install/_command.ts";
import type { Tools } from "../../../lib/engine/install/_context.ts";
import { exists } from "../../../lib/engine/install/_files.ts";
import { installWith } from "../../../lib/engine/install/install.ts";
import { ENGINE, failed, fakeTools, namesIn, withCache } from "./_fakes.ts";

const noModule = failed("/usr/bin/python3: No module named pip");
const retrying =
  "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(Failed to establish a new " +
  "connection: [Errno 111] Connection refused)'\nERROR: No matching distribution found for tensorflow-cpu==2.21.0";

interface Case {
  name: string;
  answers?: Record<string, CommandResult | undefined>;
  changes?: Partial<Tools>;
  /** What is wrong, then what to do. */
  message: RegExp;
}

const cases: Case[] = [
  {
    name: "no network",
    answers: { "--target": failed(retrying) },
    message: /no package index.*check the network/,
  },
  {
    name: "a hash mismatch",
    answers: {
      "--target": failed(
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
      ),
    },
    message: /SHA-256 differs.*again/,
  },
  {
    name: "an index without the wheel",
    answers: {
      "--target": failed("ERROR: No matching distribution found for tensorflow-cpu==2.21.0"),
    },
    message: /lacks a wheel.*PIP_INDEX_URL/,
  },
  {
    name: "a disk that fills up under pip",
    answers: {
      "--target": failed(
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
      ),
    },
    message: /full.*make room.*MARGIN_CACHE/,
  },
  {
    name: "an old pip",
    answers: { "--target": failed("Usage: pip install\n\nno such option: --platform") },
    message: /pip failed \(no such option: --platform\).*update pip/,
  },
  {
    name: "no Python",
    answers: { python: undefined, pip: undefined },
    message: /no Python on PATH.*apt install python3-pip/,
  },
  {
    name: "no Python but the name that leads to Windows's shop",
    answers: { python: { ...noModule, code: 9009 }, pip: undefined },
    message: /no Python on PATH/,
  },
  {
    name: "Python without pip",
    answers: { python: noModule, pip: undefined },
    message: /python3 is here, but it has no pip.*apt install python3-pip.*python3 -m ensurepip/,
  },
  {
    name: "too little room",
    changes: { freeBytes: () => 900e6 },
    message: /needs 1\.6 GB in .* and 900 MB are free: make room.*MARGIN_CACHE/,
  },
  {
    name: "a platform without wheels",
    changes: { machine: { os: "darwin", arch: "x86_64", nvidia: false } },
    message: /no native engine for macOS x64.*--engine webgpu/,
  },
  {
    name: "a Windows without Python 3.11",
    changes: { machine: { os: "windows", arch: "x86_64", nvidia: false }, isOnPath: () => false },
    message: /needs python311\.dll, and no folder of PATH holds it: install Python 3\.11/,
  },
];

for (const { name, answers, changes, message } of cases) {
  Deno.test(`installWith() explains ${name} in one line`, () =>
    withCache(async (cache) => {
      const error = await assertRejects(
        () => installWith(fakeTools(cache, answers, changes)),
        InputError,
      );
      assertMatch(error.message, message);
      assertEquals(error.message.split("\n").length, 1);
      const left = await exists(cache) ? namesIn(cache) : [];
      assert(!left.some((file) => file.startsWith(".partial-")), left.join());
    }));
}

Deno.test("installWith() explains a cache that cannot be made", () =>
  withCache(async (cache) => {
    await Deno.writeTextFile(cache, "a file where the folder should be");
    const error = await assertRejects(() => installWith(fakeTools(cache)), InputError);
    assertMatch(error.message, /cannot write to the cache .*set MARGIN_CACHE/);
  }));

Deno.test("installWith() remembers an engine that failed its proof, until forced", () =>
  withCache(async (cache) => {
    const broken = fakeTools(cache, {}, {
      prove: () => Promise.reject(new InputError("it does not start")),
    });
    await assertRejects(() => installWith(broken), InputError, "it does not start");
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", ENGINE + ".failed"]);
    const again = fakeTools(cache);
    await assertRejects(() => installWith(again), InputError, "setup --force");
    assertEquals(again.commands, []);
    await installWith(again, { force: true });
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", ENGINE]);
  }));
