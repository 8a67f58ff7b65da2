/**
 * Tests import `jsr:@std/assert`; where that registry is unreachable, they run on our own adapter.
 */
import { root } from "../course/root.ts";

const PROBE_LIMIT = 8000;

/**
 * Flags for `deno test` and `deno check`: none if the registry (or its cached copy) is available,
 * else the offline import map.
 */
export async function assertFlags(): Promise<string[]> {
  if (await registryServes()) return [];
  console.error(
    "@std/assert: its registry is unreachable, so tests use tests/_offline/assert.ts instead",
  );
  return ["--no-lock", "--import-map", "tests/_offline/import_map.json"];
}

async function registryServes(): Promise<boolean> {
  const probe = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--no-lock", "jsr:@std/assert@1.0.10"],
    cwd: root,
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(PROBE_LIMIT),
  });
  return (await probe.output()).success;
}
