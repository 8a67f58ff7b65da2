/** What the engine's choice depends on: system, processor, NVIDIA driver. */
import { delimiter } from "node:path";

/** A kind of machine, in Deno's terms. */
export interface Machine {
  /** As `Deno.build.os`. */
  os: string;
  /** As `Deno.build.arch`. */
  arch: string;
  /** Whether there is an NVIDIA driver. */
  nvidia: boolean;
}

/** What {@linkcode hasNvidiaDriver} and {@linkcode isOnPath} query; tests pass their own. */
export interface Probe {
  exists(path: string): boolean;
  environment(name: string): string | undefined;
}

const realProbe: Probe = {
  exists(path) {
    try {
      Deno.statSync(path);
      return true;
    } catch {
      return false;
    }
  },
  environment: (name) => Deno.env.get(name),
};

/** This machine. */
export function currentMachine(): Machine {
  const { os, arch } = Deno.build;
  return { os, arch, nvidia: os === "linux" && hasNvidiaDriver() };
}

/**
 * Whether an NVIDIA driver is loaded, or its tool `nvidia-smi` is on PATH (WSL has only that).
 * `MARGIN_NVIDIA=0` in the environment says no, to get the smaller CPU engine.
 */
export function hasNvidiaDriver(probe: Probe = realProbe): boolean {
  if (probe.environment("MARGIN_NVIDIA") === "0") return false;
  if (probe.exists("/proc/driver/nvidia/version")) return true;
  return isOnPath("nvidia-smi", probe);
}

/** Whether a folder on PATH has the file. */
export function isOnPath(file: string, probe: Probe = realProbe): boolean {
  const folders = (probe.environment("PATH") ?? "").split(delimiter).filter((folder) =>
    folder !== ""
  );
  return folders.some((folder) => probe.exists(`${folder}/${file}`));
}
