/** Set-ups that are killed at random moments: the next one ends with the right engine. */
import { deepStrictEqual as assertEquals } from "node:assert";
import { basename, dirname, join } from "node:path";
import { fileHash } from "../../lib/engine/install/_files.ts";
import { findNativeEngine, type NativeEngine } from "../../lib/engine/install/mod.ts";
import { MANIFEST, type Manifest } from "../../lib/engine/install/manifest.ts";
import { seededRandom } from "../../lib/random.ts";
import { ended } from "../cli/_train.ts";

const SETUP = new URL("../../lib/cli/setup.ts", import.meta.url).pathname;

/**
 * Kill a set-up a few times, then let it end.
 *
 * @param options `download`: from nothing, by way of pip; else from libraries that an earlier
 * set-up left, whose record is lost in part.
 * @returns How often it was killed; 0 where this machine has no native engine.
 */
export async function killedSetup(
  place: string,
  { seed, download }: { seed: number; download: boolean },
): Promise<number> {
  const engine = findNativeEngine();
  if (!engine) return 0;
  const cache = join(place, `setup-${seed}`), random = seededRandom(seed, 17);
  if (!download) await linkEarlier(engine, cache);
  const longest = download ? 15_000 : 2500;
  let kills = 0;
  while (kills < 3 && await isKilled(cache, random() * longest)) kills++;
  const { code, stderr } = ended(await spawned(cache).output());
  assertEquals([code, stderr], [0, ""]);
  await assertSameEngine(engine, cache);
  await Deno.remove(cache, { recursive: true });
  return kills;
}

function spawned(cache: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--quiet", SETUP],
    env: { MARGIN_CACHE: cache },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function isKilled(cache: string, after: number): Promise<boolean> {
  const child = spawned(cache), timer = setTimeout(() => child.kill("SIGKILL"), after);
  const { signal } = await child.output();
  clearTimeout(timer);
  return signal === "SIGKILL";
}

/** The engine as an earlier version recorded it: without times and hashes. */
async function linkEarlier(engine: NativeEngine, cache: string): Promise<void> {
  const folder = join(cache, basename(engine.directory));
  const { modified: _, sha256: _2, ...manifest } = manifestOf(engine.directory);
  for (const path of Object.keys(manifest.files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    const [from, to] = [join(engine.directory, path), join(folder, path)];
    await Deno.link(from, to).catch(() => Deno.copyFile(from, to)); // on another disk
  }
  await Deno.writeTextFile(join(folder, MANIFEST), JSON.stringify(manifest));
}

async function assertSameEngine(engine: NativeEngine, cache: string): Promise<void> {
  const folder = join(cache, basename(engine.directory));
  const wanted = manifestOf(engine.directory), made = manifestOf(folder);
  assertEquals(made.sha256, wanted.sha256);
  for (const [path, hash] of Object.entries(wanted.sha256 ?? {})) {
    assertEquals(await fileHash(join(folder, path)), hash);
  }
  const names = Array.from(Deno.readDirSync(cache), ({ name }) => name);
  assertEquals(names.filter((name) => name.startsWith(".partial")), []);
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(Deno.readTextFileSync(join(folder, MANIFEST)));
}
