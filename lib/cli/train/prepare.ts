import { wantedEngine } from "../../engine/names.ts";
import { wantedOps } from "../../engine/op_set.ts";
import { wantedThreads } from "../../engine/threads.ts";
import { messageOf } from "../../errors.ts";
import type { TrainFlags } from "./flags.ts";

/**
 * Rejects invalid variables, then installs native TensorFlow if it is missing; if that fails,
 * training continues with what is available.
 */
export async function prepareEngine(flags: TrainFlags): Promise<void> {
  const engine = flags.engine ?? wantedEngine();
  wantedOps();
  wantedThreads();
  Deno.env.set("MARGIN_ENGINE", engine);
  Deno.env.set("MARGIN_QUIET", "1"); // the run prints the engine itself
  if (flags.deterministic) Deno.env.set("TF_DETERMINISTIC_OPS", "1");
  if (Deno.env.get("MARGIN_READY") === "1") return; // by whoever started this process
  if (engine !== "auto" && engine !== "native") return;
  const { currentMachine, installNativeEngine, planFor } = await import(
    "../../engine/install/mod.ts"
  );
  if (!planFor(currentMachine()).native && engine === "auto") return; // nothing to install
  try {
    await installNativeEngine({ report: (line) => flags.quiet || console.error(line) });
  } catch (error) {
    console.error(messageOf(error));
  }
}
