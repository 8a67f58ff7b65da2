/** `deno task setup`: installs or removes the native engine for this user. */
import {
  findNativeEngine,
  installNativeEngine,
  removeNativeEngine,
} from "../engine/install/mod.ts";
import { InputError } from "../errors.ts";
import { Command, runProgram } from "./_commander.ts";

const program = new Command("setup")
  .description(
    "Install the native TensorFlow engine for this user (once; a second run only checks it).",
  )
  .option("--force", "reinstall it even if it is complete")
  .option("--remove", "remove everything the project put in its cache folder")
  .addHelpText(
    "after",
    [
      "",
      "Environment:",
      "  MARGIN_CACHE=DIR  where the engine goes (default: margin-losses in your cache folder)",
      "  MARGIN_NVIDIA=0   use the CPU engine despite an NVIDIA driver",
    ].join("\n"),
  )
  .action((options: { force?: boolean; remove?: boolean }) =>
    options.remove ? remove() : install(options.force)
  );

async function install(force = false): Promise<void> {
  const before = force ? undefined : findNativeEngine();
  try {
    const engine = await installNativeEngine({ force, report: (line) => console.log(line) });
    if (before?.directory === engine.directory) {
      console.log(`native TensorFlow ${engine.tensorflow} is installed: ${engine.directory}`);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `${error.message}. Training works without it, on WebGPU or tfjs's CPU engine, only slower.`,
    );
  }
}

async function remove(): Promise<void> {
  const freed = await removeNativeEngine({ report: (line) => console.log(line) });
  console.log(freed > 0 ? `removed, ${Math.round(freed / 1e6)} MB freed` : "nothing to remove");
}

Deno.exit(await runProgram(program));
