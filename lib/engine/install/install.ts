/** Installs the native engine: download, keep what is needed, compile, prove, rename into place. */
import { InputError } from "../../errors.ts";
import { compileAddon, findCompilers } from "./_compile.ts";
import type { Context, Tools } from "./_context.ts";
import { checkSpace } from "./_disk.ts";
import { folderBytes, formatBytes, listFiles, removeFolder, secondsSince } from "./_files.ts";
import { keepNeeded } from "./_keep.ts";
import { withLock } from "./_lock.ts";
import { findPip, pipInstall } from "./_pip.ts";
import { checkNoFailure, prove } from "./_proof.ts";
import { realTools } from "./_tools.ts";
import { MANIFEST, type Manifest, type NativeEngine, readEngine, recipeOf } from "./manifest.ts";
import { type NativeParts, type Plan, planFor } from "./platforms.ts";
import { TENSORFLOW } from "./wheels.ts";

/** Options of {@linkcode installNativeEngine}. */
export interface InstallOptions {
  /** Gets a line for each step, with sizes and times. */
  report?: (line: string) => void;
  /** Makes the engine anew even where it is complete. */
  force?: boolean;
}

/** Names of unfinished and replaced folders begin so: the next installation clears them away. */
export const LEFTOVER = ".partial-";

/**
 * Install the native engine for this user, unless it is complete already. Several at once wait for each other; one that was
 * killed leaves nothing that the next does not clear away.
 *
 * @returns The installed engine.
 * @throws {InputError} With what to do: no network, no pip, no compiler, full disk, a platform without a native engine …
 */
export function installNativeEngine(options: InstallOptions = {}): Promise<NativeEngine> {
  return installWith(realTools(), options);
}

/** The same in a world that the caller gives. */
export async function installWith(tools: Tools, options: InstallOptions = {}): Promise<NativeEngine> {
  const { force = false, report = () => {} } = options;
  const plan = planFor(tools.machine);
  const parts = nativeParts(plan);
  const before = force ? undefined : readEngine(tools.cache, parts);
  if (before) return before;
  return await withLock(tools.cache, report, async () => {
    const meanwhile = force ? undefined : readEngine(tools.cache, parts);
    if (meanwhile) {
      report(`ready: the other setup has installed it, in ${meanwhile.directory}`);
      return meanwhile;
    }
    if (!force) await checkNoFailure(tools, parts);
    report(`setup: native TensorFlow ${TENSORFLOW} for ${plan.platform}, into ${tools.cache}`);
    return await build(tools, parts, report);
  });
}

function nativeParts(plan: Plan): NativeParts {
  if (plan.native) return plan.native;
  throw new InputError(
    `there is no native engine for ${plan.platform} (${plan.note}): use --engine webgpu or --engine cpu`,
  );
}

async function build(tools: Tools, parts: NativeParts, report: (line: string) => void): Promise<NativeEngine> {
  const start = performance.now();
  await clearLeftovers(tools.cache);
  const pip = await findPip(tools.run);
  const temporary = await Deno.makeTempDir({ dir: tools.cache, prefix: LEFTOVER });
  const context: Context = { tools, parts, pip, temporary, engine: `${temporary}/engine`, report };
  try {
    checkSpace(context, parts.bytes.download + parts.bytes.unpacked, "the native engine");
    const compilers = await findCompilers(context);
    await download(context);
    const compiler = await compileAddon(context, compilers);
    await prove(context);
    await writeManifest(context, compiler);
    await moveIntoPlace(context);
  } finally {
    await clearLeftovers(tools.cache);
  }
  const engine = readEngine(tools.cache, parts);
  if (!engine) {
    throw new InputError(
      `${tools.cache}/${parts.folder} was changed while setup wrote it: run \`deno task setup\` again`,
    );
  }
  const how = "deno task setup --remove takes it away";
  report(`ready: ${formatBytes(engine.bytes)} in ${engine.directory}, ${secondsSince(start)} in all; ${how}`);
  return engine;
}

/** Also what killed runs left; a pip that outlived its setup may still write, so what resists is left to the next time. */
async function clearLeftovers(cache: string): Promise<void> {
  for await (const entry of Deno.readDir(cache)) {
    if (entry.name.startsWith(LEFTOVER)) await removeFolder(`${cache}/${entry.name}`).catch(() => {});
  }
}

async function download(context: Context): Promise<void> {
  const { parts, report, temporary } = context;
  const start = performance.now();
  const wheels = `${temporary}/wheels`;
  const [first, ...others] = parts.wheels;
  const names = `${first.name} ${first.version}${others.length > 0 ? ` and ${others.length} wheels of CUDA` : ""}`;
  report(`download: ${names} through pip, ${formatBytes(parts.bytes.download)}`);
  await pipInstall(context, { wheels: parts.wheels, platforms: parts.pipPlatforms, target: wheels });
  const unpacked = await folderBytes(wheels);
  report(`download: unpacked ${formatBytes(unpacked)}, ${secondsSince(start)}`);
  await keepNeeded(context, wheels);
  await removeFolder(wheels);
  report(`keep: ${formatBytes(await folderBytes(context.engine))} of it, the libraries and headers`);
}

async function writeManifest(context: Context, compiler: string): Promise<void> {
  const { engine, parts } = context;
  const files = await listFiles(engine);
  const { gpu, wheels } = parts;
  const manifest: Manifest = { recipe: recipeOf(parts), tensorflow: TENSORFLOW, gpu, wheels, compiler, files };
  await Deno.writeTextFile(`${engine}/${MANIFEST}`, JSON.stringify(manifest, null, 2) + "\n");
}

/** A folder cannot be renamed over another: the old one goes aside first, to be cleared away with the temporary folder. */
async function moveIntoPlace(context: Context): Promise<void> {
  const { engine, parts, temporary, tools } = context;
  const place = `${tools.cache}/${parts.folder}`;
  await Deno.rename(place, `${temporary}/replaced`).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(engine, place);
}
