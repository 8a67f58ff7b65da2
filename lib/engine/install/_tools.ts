/** The real world for an installation. */
import { statfsSync } from "node:fs";
import { InputError } from "../../errors.ts";
import { runCommand, tellingLine } from "./_command.ts";
import type { Tools } from "./_context.ts";
import { cacheDirectory } from "./cache.ts";
import { currentMachine, isOnPath } from "./machine.ts";

/** Commands and disk of this machine. */
export function realTools(): Tools {
  return {
    machine: currentMachine(),
    cache: cacheDirectory(),
    isOnPath,
    run: runCommand,
    freeBytes,
    prove,
  };
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/**
 * A separate process, because a library unsuited to the machine crashes the process that loads it.
 */
async function prove(library: string): Promise<"gpu" | "cpu"> {
  const program = new URL("./_prove.ts", import.meta.url).href;
  const command = [Deno.execPath(), "run", "-A", "--no-config", "--no-lock", program, library];
  const result = await runCommand(command, { env: { TF_CPP_MIN_LOG_LEVEL: "3", NO_COLOR: "1" } });
  const device = result?.stdout.trim();
  if (result?.code === 0 && (device === "gpu" || device === "cpu")) return device;
  const why = tellingLine(result?.stderr ?? "") + (result ? `, exit code ${result.code}` : "");
  throw new InputError(
    `the libraries are here, but a test computation failed (${why}): a processor without AVX, or a C library older than the ` +
      "table in the README asks for, cannot run them",
  );
}
