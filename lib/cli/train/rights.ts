/** What the process that trains may do: read what it needs, write its run, and start nothing. */
import { dirname, join, resolve } from "node:path";
import { cacheDirectory, DECODED_IMAGES } from "../../engine/install/mod.ts";
import type { TrainFlags } from "./flags.ts";

/** The library's folder, with its data. */
const PROJECT = resolve(import.meta.dirname!, "..", "..", "..");

/** Environment variables that it reads. */
const VARIABLES = [
  ...["HOME", "USERPROFILE", "LOCALAPPDATA", "PATH", "XDG_CACHE_HOME", "INIT_CWD"],
  ...["MARGIN_CACHE", "MARGIN_ENGINE", "MARGIN_NVIDIA", "MARGIN_OPS", "MARGIN_QUIET"],
  ...["MARGIN_READY", "MARGIN_THREADS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"],
  ...["npm_package_config_libvips", "SHARP_IGNORE_GLOBAL_LIBVIPS"],
  ...["TF_CPP_MIN_LOG_LEVEL", "TF_CPU_ALLOCATOR_USE_BFC", "TF_DETERMINISTIC_OPS"],
];

/**
 * Flags of `deno run` for a training.
 *
 * Calls of TensorFlow's C library take pointers, for which Deno has no narrower right than all of
 * `--allow-ffi`.
 *
 * @param flags With absolute paths.
 */
export function rightsFor(flags: TrainFlags): string[] {
  const { out, resume, init, data, pairs } = { ...placesOf(flags.resume), ...flags };
  const run = resume ?? out ?? join(PROJECT, "runs");
  const written = [resume === undefined ? firstMissing(run) : folderOf(run)];
  const given = [init, data, pairs].filter((path) => path !== undefined);
  const kept = join(cacheDirectory(), DECODED_IMAGES); // decoded images of large sets
  const read = [PROJECT, cacheDirectory(), denoDirectory(), ...written, ...given.map(folderOf)];
  return [
    "--no-prompt",
    listFlag("read", read),
    listFlag("write", [...written, kept]),
    "--allow-ffi",
    "--allow-sys=cpus,hostname,networkInterfaces",
    `--allow-env=${VARIABLES.join(",")}`,
  ];
}

/** Where a run that goes on has its data, by its own word. */
function placesOf(resume: string | undefined): Pick<TrainFlags, "data" | "pairs"> {
  if (resume === undefined) return {};
  try {
    const text = Deno.readTextFileSync(join(folderOf(resume), "config.json"));
    const { data, pairs } = JSON.parse(text).run;
    return Object.fromEntries(
      Object.entries({ data, pairs }).filter(([, path]) => typeof path === "string"),
    );
  } catch {
    return {}; // without it, --data says where they are
  }
}

/** A comma in a path would split it: then the right is not narrowed. */
function listFlag(name: string, paths: string[]): string {
  const list = paths.some((path) => path.includes(",")) ? "" : `=${paths.join(",")}`;
  return `--allow-${name}${list}`;
}

/** A run may be given by a file in it. */
function folderOf(path: string): string {
  return /\.safetensors$/.test(path) ? dirname(path) : path;
}

/** The uppermost folder on the way to a path that has yet to be made, or the path. */
function firstMissing(path: string): string {
  let missing = path;
  for (let at = path; !exists(at); at = dirname(at)) missing = at;
  return missing;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return dirname(path) === path; // the root
  }
}

/** Where Deno keeps packages, some of which hold libraries. */
function denoDirectory(): string {
  const { env, build } = Deno, own = env.get("DENO_DIR");
  if (own) return resolve(own);
  if (build.os === "windows") return join(env.get("LOCALAPPDATA") ?? "", "deno");
  const home = env.get("HOME") ?? "";
  if (build.os === "darwin") return join(home, "Library", "Caches", "deno");
  return join(env.get("XDG_CACHE_HOME") || join(home, ".cache"), "deno");
}
