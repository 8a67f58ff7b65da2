/** Builds the addon: tfjs's own C++ sources against the wheel's library. */
import { InputError, messageOf } from "../../errors.ts";
import { tellingLine } from "./_command.ts";
import { checkSpace, type Context, withTicks } from "./_context.ts";
import { formatBytes, removeFolder, secondsSince } from "./_files.ts";
import { pipInstall } from "./_pip.ts";
import type { AddonSources } from "./_sources.ts";
import { ADDON } from "./manifest.ts";
import { zigWheels } from "./wheels.ts";

const ZIG_BYTES = { unpacked: 413e6, peak: 900e6 };
const INSTALL_COMPILER =
  "install a C++ compiler (Debian, Ubuntu: `apt install g++`; macOS: `xcode-select --install`) and run setup again";

/**
 * Compile the addon into the engine's folder.
 *
 * @returns The compiler that did it.
 */
export async function compileAddon(context: Context): Promise<string> {
  const sources = await context.tools.sources();
  const failures: string[] = [];
  for (const compiler of compilers(context)) {
    const failure = await tryCompiler(context, compiler, sources);
    if (failure === undefined) return compiler.join(" ");
    failures.push(`${compiler[0]}: ${failure}`);
  }
  return await compileWithZig(context, sources, failures);
}

/** `$CXX` may hold a wrapper or options as well. */
function compilers(context: Context): string[][] {
  const chosen = context.tools.environment("CXX")?.trim();
  return [...(chosen ? [chosen.split(/\s+/)] : []), ["g++"], ["c++"], ["clang++"]];
}

/** Undefined when it worked, else why not. */
async function tryCompiler(
  context: Context,
  compiler: string[],
  sources: AddonSources,
  env?: Record<string, string>,
): Promise<string | undefined> {
  const start = performance.now();
  const version = await context.tools.run([...compiler, "--version"], { env });
  if (version === undefined) return "not found";
  if (version.code !== 0 && !env) return tellingLine(version.stderr);
  const run = context.tools.run([...compiler, ...compilerArguments(context, sources)], { env });
  const result = await withTicks(context, "compile", run);
  if (result?.code !== 0) return tellingLine(result?.stderr ?? "");
  context.report(`compile: the addon with ${compiler.at(-1)}, ${secondsSince(start)}`);
  return undefined;
}

/** The library is found relative to the addon, so that the folder can be renamed into place and moved. */
export function compilerArguments(context: Context, sources: AddonSources): string[] {
  const { engine, parts, tools } = context;
  const mac = tools.machine.os === "darwin";
  return [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-w", "-DNAPI_VERSION=8"],
    ...[sources.addon, `${sources.addon}/binding`, sources.nodeHeaders, `${engine}/include`].map((path) => `-I${path}`),
    `${sources.addon}/binding/tfjs_backend.cc`,
    `${sources.addon}/binding/tfjs_binding.cc`,
    ...["-o", `${engine}/${ADDON}`],
    ...parts.libraries.map((library) => `${engine}/tensorflow/${library}`),
    `-Wl,-rpath,${mac ? "@loader_path" : "$ORIGIN"}/tensorflow`,
    ...(mac ? ["-undefined", "dynamic_lookup"] : []),
  ];
}

/** The last resort: a compiler that pip brings, thrown away afterwards. */
async function compileWithZig(context: Context, sources: AddonSources, failures: string[]): Promise<string> {
  const { parts, report, temporary } = context;
  const target = `${temporary}/zig`;
  report(`compile: no C++ compiler works here (${failures.join("; ")})`);
  report(`compile: taking ziglang through pip, ${formatBytes(ZIG_BYTES.unpacked)} unpacked, removed afterwards`);
  try {
    checkSpace(context, ZIG_BYTES.peak, "the compiler ziglang");
    const wheel = zigWheels[parts.zigPlatform];
    await pipInstall(context, { wheels: [wheel], platforms: [parts.zigPlatform], target });
    const env = { ZIG_GLOBAL_CACHE_DIR: `${temporary}/zig-cache`, ZIG_LOCAL_CACHE_DIR: `${temporary}/zig-cache` };
    const failure = await tryCompiler(context, [`${target}/ziglang/zig`, "c++"], sources, env);
    if (failure !== undefined) throw new InputError(failure);
    return `${wheel.name} ${wheel.version}`;
  } catch (error) {
    throw new InputError(
      `no C++ compiler works here (${failures.join("; ")}), and ziglang did not help (${
        messageOf(error)
      }): ${INSTALL_COMPILER}`,
    );
  } finally {
    await removeFolder(target);
  }
}
