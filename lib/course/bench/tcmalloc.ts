/**
 * Finds the allocator without which PyTorch loses half its time to page faults on many machines.
 */
import { existsSync } from "node:fs";

const LIBRARY = "libtcmalloc_minimal.so.4";

/** What {@linkcode findTcmalloc} asks; tests pass their own. */
export interface LibraryProbe {
  os: string;
  exists(path: string): boolean;
  environment(name: string): string | undefined;
}

const realProbe: LibraryProbe = {
  os: Deno.build.os,
  exists: existsSync,
  environment: (name) => Deno.env.get(name),
};

/**
 * Path of tcmalloc's library in the usual system folders, or why there is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findTcmalloc } from "./tcmalloc.ts";
 *
 * const fedora = { os: "linux", exists: (path: string) => path.startsWith("/usr/lib64/"), environment: () => undefined };
 * assertEquals(findTcmalloc(fedora), { path: "/usr/lib64/libtcmalloc_minimal.so.4" });
 * ```
 */
export function findTcmalloc(
  probe: LibraryProbe = realProbe,
): { path: string } | { missing: string } {
  if (probe.os !== "linux") return { missing: `${LIBRARY} is a Linux library` };
  const path = foldersFor(probe).map((folder) => `${folder}/${LIBRARY}`).find(probe.exists);
  if (path) return { path };
  return {
    missing:
      `${LIBRARY} is not here: install it (Debian, Ubuntu: \`apt install libtcmalloc-minimal4\`), or name its ` +
      "folder in LD_LIBRARY_PATH",
  };
}

function foldersFor(probe: LibraryProbe): string[] {
  const named = (probe.environment("LD_LIBRARY_PATH") ?? "").split(":").filter((folder) =>
    folder !== ""
  );
  const triples = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
  const usual = ["/usr/lib", "/lib"].flatMap((folder) =>
    triples.map((triple) => `${folder}/${triple}`)
  );
  return [...named, ...usual, "/usr/lib64", "/lib64", "/usr/local/lib", "/usr/lib"];
}
