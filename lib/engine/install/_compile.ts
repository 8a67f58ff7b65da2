/** Builds the addon: tfjs's own C++ sources against the wheel's library. */
import { InputError } from "../../errors.ts";
import { tellingLine } from "./_command.ts";
import { type Context, withTicks } from "./_context.ts";
import { secondsSince } from "./_files.ts";
import type { AddonSources } from "./_sources.ts";
import { installZig } from "./_zig.ts";
import { ADDON } from "./manifest.ts";

/** A C++ compiler that answers. */
export interface Compiler {
  name: string;
  command: string[];
  env?: Record<string, string>;
}

/**
 * The compilers of this machine, or else ziglang through pip. Asked before the large download, so that a machine without any
 * learns it at once.
 */
export async function findCompilers(context: Context): Promise<Compiler[]> {
  const found: Compiler[] = [];
  const failures: string[] = [];
  for (const command of candidates(context)) {
    const version = await context.tools.run([...command, "--version"]);
    if (version?.code === 0) found.push({ name: command.join(" "), command });
    else failures.push(`${command[0]}: ${version ? tellingLine(version.stderr) : "not found"}`);
  }
  return found.length > 0 ? found : [await installZig(context, failures)];
}

/** `$CXX` may hold a wrapper or options as well. */
function candidates(context: Context): string[][] {
  const chosen = context.tools.environment("CXX")?.trim();
  return [...(chosen ? [chosen.split(/\s+/)] : []), ["g++"], ["c++"], ["clang++"]];
}

/**
 * Compile the addon into the engine's folder, with the first compiler that can.
 *
 * @returns Its name.
 */
export async function compileAddon(context: Context, compilers: Compiler[]): Promise<string> {
  const sources = await context.tools.sources();
  const failures: string[] = [];
  for (const compiler of compilers) {
    const failure = await tryCompiler(context, compiler, sources);
    if (failure === undefined) return compiler.name;
    failures.push(`${compiler.name}: ${failure}`);
  }
  if (compilers.some((compiler) => compiler.env)) throw compileError(failures); // That was ziglang already.
  const zig = await installZig(context, failures);
  const failure = await tryCompiler(context, zig, sources);
  if (failure !== undefined) throw compileError([...failures, `${zig.name}: ${failure}`]);
  return zig.name;
}

/** Undefined when it worked, else why not. */
async function tryCompiler(context: Context, compiler: Compiler, sources: AddonSources): Promise<string | undefined> {
  const start = performance.now();
  const command = [...compiler.command, ...compilerArguments(context, sources)];
  const result = await withTicks(context, "compile", context.tools.run(command, { env: compiler.env }));
  if (result?.code !== 0) return tellingLine(result?.stderr ?? "");
  context.report(`compile: the addon with ${compiler.name}, ${secondsSince(start)}`);
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

function compileError(failures: string[]): InputError {
  return new InputError(
    `the addon does not compile (${
      failures.join("; ")
    }): install g++ 9 or newer, or clang++, and run \`deno task setup\` again`,
  );
}
