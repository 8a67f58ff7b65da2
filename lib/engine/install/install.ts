/**
 * Installs the native engine: download, verify, keep the libraries, prove that they work, rename
 * into place.
 */
import { InputError } from "../../errors.ts";
import type { Context, Tools } from "./_context.ts";
import { checkSpace } from "./_disk.ts";
import { folderBytes, formatBytes, removeFolder, secondsSince } from "./_files.ts";
import { keepNeeded } from "./_keep.ts";
import { withLock } from "./_lock.ts";
import { writeManifest } from "./_write_manifest.ts";
import { findPip, installWheels } from "./_pip.ts";
import { checkNoFailure, prove } from "./_proof.ts";
import { checkPythonLibrary } from "./_python_library.ts";
import { reuseLibraries } from "./_reuse.ts";
import { realTools } from "./_tools.ts";
import { isLeftover, LEFTOVER } from "./cache_names.ts";
import { type NativeEngine, readEngine } from "./manifest.ts";
import { type NativeParts, type Plan, planFor } from "./platforms.ts";
import { TENSORFLOW } from "./wheels.ts";

/** Options of {@linkcode installNativeEngine}. */
export interface InstallOptions {
  /** Called with a line for each step, with sizes and times. */
  report?: (line: string) => void;
  /** Reinstalls the engine even if it is complete. */
  force?: boolean;
}

/**
 * Install the native engine for this user, unless it is already complete. Concurrent installations
 * wait for each other; the next one cleans up after one that was killed.
 *
 * @returns The installed engine.
 * @throws {InputError} Saying what to do: no network, no pip, full disk, a platform without a
 * native engine …
 */
export function installNativeEngine(options: InstallOptions = {}): Promise<NativeEngine> {
  return installWith(realTools(), options);
}

/** The same with tools passed by the caller. */
export async function installWith(
  tools: Tools,
  options: InstallOptions = {},
): Promise<NativeEngine> {
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
    return await build(tools, parts, { force, report });
  });
}

function nativeParts(plan: Plan): NativeParts {
  if (plan.native) return plan.native;
  throw new InputError(
    `there is no native engine for ${plan.platform} (${plan.note}): use --engine webgpu or --engine cpu`,
  );
}

type Options = Required<InstallOptions>;

async function build(tools: Tools, parts: NativeParts, options: Options): Promise<NativeEngine> {
  const start = performance.now();
  checkPythonLibrary(tools, parts);
  await clearLeftovers(tools.cache);
  try {
    await takeSteps(tools, parts, options);
  } finally {
    await clearLeftovers(tools.cache);
  }
  const engine = readEngine(tools.cache, parts);
  if (!engine) {
    throw new InputError(
      `${tools.cache}/${parts.folder} was changed while setup wrote it: run \`deno task setup\` again`,
    );
  }
  const how = "deno task setup --remove removes it";
  options.report(
    `ready: ${formatBytes(engine.bytes)} in ${engine.directory}, ${
      secondsSince(start)
    } in all; ${how}`,
  );
  return engine;
}

async function takeSteps(
  tools: Tools,
  parts: NativeParts,
  { force, report }: Options,
): Promise<void> {
  const temporary = await Deno.makeTempDir({ dir: tools.cache, prefix: LEFTOVER });
  const context: Context = { tools, parts, temporary, engine: `${temporary}/engine`, report };
  if (force || !await reuseLibraries(context)) await download(context);
  await prove(context);
  await writeManifest(context.engine, parts);
  await moveIntoPlace(context);
}

/**
 * Also removes what killed runs left; a pip that outlived its setup may still be writing, so what
 * cannot be removed is left for next time.
 */
async function clearLeftovers(cache: string): Promise<void> {
  for await (const entry of Deno.readDir(cache)) {
    if (isLeftover(entry.name)) await removeFolder(`${cache}/${entry.name}`).catch(() => {});
  }
}

/** pip checks the hashes. */
async function download(context: Context): Promise<void> {
  const { parts, report, temporary, tools } = context;
  const pip = await findPip(tools.run);
  checkSpace(context, parts.bytes.download + parts.bytes.unpacked, "the native engine");
  const start = performance.now();
  const wheels = `${temporary}/wheels`;
  const [first, ...others] = parts.wheels;
  const names = `${first.name} ${first.version}${
    others.length > 0 ? ` and ${others.length} wheels of CUDA` : ""
  }`;
  report(`download: ${names} through pip, ${formatBytes(parts.bytes.download)}`);
  await installWheels(context, pip, wheels);
  const unpacked = await folderBytes(wheels);
  report(`download: unpacked ${formatBytes(unpacked)}, ${secondsSince(start)}`);
  await keepNeeded(context, wheels);
  await removeFolder(wheels);
  report(`keep: ${formatBytes(await folderBytes(context.engine))} of it, the libraries`);
}

/**
 * A folder cannot be renamed over another: the old one is moved aside first, to be removed with the
 * temporary folder.
 */
async function moveIntoPlace(context: Context): Promise<void> {
  const { engine, parts, temporary, tools } = context;
  const place = `${tools.cache}/${parts.folder}`;
  await Deno.rename(place, `${temporary}/replaced`).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(engine, place);
}
