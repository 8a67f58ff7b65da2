/**
 * Fixes for the kernel so that every cell shows what it should; applied when the library is
 * imported in a cell.
 *
 * Since 2.8.2 the Deno kernel may report "idle" before a cell's output has been sent, and front
 * ends then drop that output.
 */
import { findInternals, findKernel, type Internals, type Kernel } from "./_kernel.ts";
import { figureMedia, isFigure } from "./_media.ts";

/** The kernel's internals may change with every version; these were tested. */
export const TESTED_VERSIONS = ["2.9.6"];

/** Milliseconds within which an output is surely sent. */
const PAUSE = 30;

/** The kernel, if this runs in one. */
export const kernel: Kernel | undefined = findKernel();

if (kernel) {
  reportFloatingRejections(kernel);
  const warning = keepOutputs(kernel, { internals: findInternals(), version: Deno.version.deno });
  if (warning) console.warn(warning);
}

/**
 * Wait after each cell's value until it is sent, and show figures at their own size.
 *
 * @returns Why it did nothing, if the version is untested.
 */
export function keepOutputs(
  kernel: Kernel,
  { internals, version }: { internals: Internals | undefined; version: string },
): string | undefined {
  if (!internals || !TESTED_VERSIONS.includes(version)) {
    return `Deno ${version}: some cells' outputs may get lost; the remedy was tested with Deno ${
      TESTED_VERSIONS.join(", ")
    }`;
  }
  const original = internals.broadcastResult.bind(internals);
  internals.broadcastResult = async (executionCount, result) => {
    if (isFigure(result)) {
      await kernel.broadcast("display_data", { ...figureMedia(result), transient: {} });
    } else await original(executionCount, result);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  };
  return undefined;
}

/** Starts the line that an unhandled rejection leaves in its notebook; the runner looks for it. */
export const FLOATING = "Uncaught (in promise)";

/** Without this the kernel says nothing at all. */
function reportFloatingRejections(kernel: Kernel): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    const reason = event.reason instanceof Error
      ? event.reason.stack ?? event.reason.message
      : String(event.reason);
    void kernel.broadcast("stream", { name: "stderr", text: `${FLOATING} ${reason}\n` });
  });
}
