/** The machine a measurement was made on: without it, times mean nothing. */
import { cpus } from "node:os";

/** What the header says. */
export interface MachineInfo {
  cpu: string;
  cores: number;
  avx512: "yes" | "no" | "unknown";
  system: string;
}

/** The header's line. */
export function machineText({ cpu, cores, avx512, system }: MachineInfo): string {
  return `${cpu}, ${cores} cores, AVX-512 ${avx512}, ${system}`;
}

/** This machine. */
export async function machineInfo(): Promise<MachineInfo> {
  const { os, arch } = Deno.build;
  const cpu = cpus()[0]?.model.trim() || "unknown CPU";
  const flags = os === "linux" && arch === "x86_64" ? await cpuFlags() : undefined;
  return {
    cpu,
    cores: navigator.hardwareConcurrency,
    avx512: hasAvx512({ arch, flags }),
    system: `${os} ${arch}`,
  };
}

/** From the CPU flags that Linux lists for an x86 processor. */
export function hasAvx512(
  { arch, flags }: { arch: string; flags?: string },
): MachineInfo["avx512"] {
  if (arch !== "x86_64") return "no";
  if (flags === undefined) return "unknown";
  return /\bavx512f\b/.test(flags) ? "yes" : "no";
}

/** In a child process, because reading /proc directly needs all of Deno's permissions. */
async function cpuFlags(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("grep", { args: ["-m1", "^flags", "/proc/cpuinfo"] })
      .output();
    return new TextDecoder().decode(stdout) || undefined;
  } catch {
    return undefined;
  }
}
