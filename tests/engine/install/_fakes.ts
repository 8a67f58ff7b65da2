/**
 * A small world for installations: no network, no Python; files of a few bytes in a temporary
 * cache.
 */
import type { CommandResult, RunCommand } from "../../../lib/engine/install/_command.ts";
import type { Tools } from "../../../lib/engine/install/_context.ts";
import { type NativeParts, planFor } from "../../../lib/engine/install/platforms.ts";

/** Tools that record what was run. */
export interface FakeTools extends Tools {
  commands: string[][];
}

/** The engine's folder on the machine of {@linkcode fakeTools}. */
export const ENGINE = "tensorflow-cpu-2.21.0-linux-x86_64";

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

/**
 * Tools of a Linux x64 machine with pip; `answers` replaces what a command does, by a word of it.
 */
export function fakeTools(
  cache: string,
  answers: Record<string, CommandResult | undefined> = {},
  changes: Partial<Tools> = {},
): FakeTools {
  const commands: string[][] = [];
  const machine = changes.machine ?? { os: "linux", arch: "x86_64", nvidia: false };
  const run: RunCommand = async (command) => {
    commands.push(command);
    const word = Object.keys(answers).find((word) => command.some((part) => part.includes(word)));
    if (word !== undefined) return answers[word];
    if (command.includes("--target")) await unpack(command, planFor(machine).native!);
    return done;
  };
  return {
    commands,
    machine,
    cache,
    isOnPath: () => true,
    run,
    freeBytes: () => 1e12,
    prove: () => Promise.resolve("cpu"),
    ...changes,
  };
}

/** What pip would leave on the disk. */
async function unpack(command: string[], { libraries }: NativeParts): Promise<void> {
  const [target, list] = ["--target", "-r"].map((flag) => command[command.indexOf(flag) + 1]);
  const requirements = await Deno.readTextFile(list);
  for (const library of libraries) {
    await write(`${target}/tensorflow/${library}`, `the bytes of ${library}`);
  }
  await write(`${target}/tensorflow/include/tensorflow/c/c_api.h`, "header");
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
