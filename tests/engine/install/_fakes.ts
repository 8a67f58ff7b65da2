/** A small world for installations: no network, no Python, no compiler; files of a few bytes in a temporary cache. */
import type { CommandResult, RunCommand } from "../../../lib/engine/install/_command.ts";
import type { Tools } from "../../../lib/engine/install/_context.ts";

/** Tools that record what was run. */
export interface FakeTools extends Tools {
  commands: string[][];
}

export const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

const HEADERS = [
  "tensorflow/c/c_api.h",
  "tensorflow/core/platform/ctstring.h",
  "tensorflow/core/platform/ctstring_internal.h",
  "tsl/platform/ctstring.h",
  "tsl/platform/ctstring_internal.h",
  "xla/tsl/c/tsl_status.h",
];

export const done: CommandResult = { code: 0, stdout: "", stderr: "" };

export function failed(stderr: string): CommandResult {
  return { code: 1, stdout: "", stderr };
}

/** A temporary cache folder (not made yet) that is gone after the test. */
export async function withCache(test: (cache: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "margin-install-" });
  try {
    await test(`${folder}/cache`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Tools of a Linux x64 machine with pip and g++; `answers` replaces what a command does, by a word of it. */
export function fakeTools(
  cache: string,
  answers: Record<string, CommandResult | undefined> = {},
  changes: Partial<Tools> = {},
): FakeTools {
  const commands: string[][] = [];
  const run: RunCommand = async (command) => {
    commands.push(command);
    const word = Object.keys(answers).find((word) => command.some((part) => part.includes(word)));
    if (word !== undefined) return answers[word];
    return await play(command);
  };
  return {
    commands,
    machine: { os: "linux", arch: "x86_64", nvidia: false },
    cache,
    environment: () => undefined,
    run,
    freeBytes: () => 1e12,
    sources: () => Promise.resolve({ addon: "/addon", nodeHeaders: "/node" }),
    prove: () => Promise.resolve("cpu"),
    ...changes,
  };
}

/** What pip and a compiler would leave on the disk. */
async function play(command: string[]): Promise<CommandResult | undefined> {
  const target = command[command.indexOf("--target") + 1];
  const output = command[command.indexOf("-o") + 1];
  if (command.includes("--version")) return done;
  if (command.includes("--target")) {
    await unpack(target, await Deno.readTextFile(command[command.indexOf("-r") + 1]));
  } else if (command.includes("-o")) await write(output, "addon");
  return done;
}

async function unpack(target: string, requirements: string): Promise<void> {
  if (requirements.startsWith("ziglang")) return await write(`${target}/ziglang/zig`, "zig");
  for (const library of LIBRARIES) await write(`${target}/tensorflow/${library}`, `the bytes of ${library}`);
  for (const header of HEADERS) await write(`${target}/tensorflow/include/${header}`, "header");
  await write(`${target}/tensorflow/python/not_needed.py`, "x".repeat(1000));
  for (const part of requirements.matchAll(/nvidia-(\w+)-cu12/g)) {
    await write(`${target}/nvidia/${part[1]}/lib/lib${part[1]}.so.12`, "cuda");
    await write(`${target}/nvidia/${part[1]}/include/${part[1]}.h`, "header");
  }
}

/** Write a small file and the folders above it. */
export async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text);
}

/** Names in a folder, sorted. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}
