/** Proves that an engine works, and remembers one that did not. */
import { InputError, messageOf } from "../../errors.ts";
import type { Context, Tools } from "./_context.ts";
import { secondsSince } from "./_files.ts";
import { FAILED } from "./cache_names.ts";
import { libraryOf, recipeOf } from "./manifest.ts";
import type { NativeParts } from "./platforms.ts";

/** Recorded when a proof fails: downloading hundreds of megabytes again would end the same way. */
interface Failure {
  recipe: string;
  message: string;
}

/**
 * @throws {InputError} When an engine with the same recipe failed its proof on this machine before.
 */
export async function checkNoFailure(tools: Tools, parts: NativeParts): Promise<void> {
  const text = await Deno.readTextFile(failurePath(tools, parts)).catch(() => "{}");
  let failure: Partial<Failure> = {};
  try {
    failure = JSON.parse(text);
  } catch {
    return; // Truncated write: try again.
  }
  if (failure.recipe !== recipeOf(parts)) return;
  throw new InputError(
    `${failure.message}; this was found earlier, \`deno task setup --force\` tries again`,
  );
}

/** Run a small computation on the finished engine, in a separate process. */
export async function prove(context: Context): Promise<void> {
  const { parts, report, tools } = context;
  const start = performance.now();
  const path = failurePath(tools, parts);
  try {
    const device = await tools.prove(libraryOf(context.engine, parts));
    report(
      `test: a matrix product is correct on the ${device.toUpperCase()}, ${secondsSince(start)}`,
    );
    if (parts.gpu && device === "cpu") {
      report("test: TensorFlow sees no GPU here, an older NVIDIA driver may be why");
    }
    await Deno.remove(path).catch(() => {});
  } catch (error) {
    const failure: Failure = {
      recipe: recipeOf(parts),
      message: messageOf(error) + remedyFor(parts),
    };
    await Deno.writeTextFile(path, JSON.stringify(failure));
    throw new InputError(failure.message);
  }
}

/** What else may help on a platform. */
function remedyFor({ gpu, pythonLibrary }: NativeParts): string {
  if (gpu) return "; MARGIN_NVIDIA=0 takes the CPU engine instead";
  return pythonLibrary ? "; or Microsoft's Visual C++ Redistributable is missing" : "";
}

function failurePath(tools: Tools, parts: NativeParts): string {
  return `${tools.cache}/${parts.folder}${FAILED}`;
}
