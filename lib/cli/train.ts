/** `deno task train`: parse, set the engine up, train. */
import { messageOf } from "../errors.ts";
import { runProgram } from "./_run_program.ts";
import { parseTrainFlags, type TrainFlags } from "./train/arguments.ts";
import { configFrom } from "./train/config.ts";

await runProgram(async () => {
  const flags = parseTrainFlags(Deno.args);
  configFrom(flags); // wrong usage is told before anything is installed
  await prepareEngine(flags);
  const { runTraining } = await import("./train/run.ts"); // starts the engine
  return await runTraining(flags);
});

/** Installs native TensorFlow where it is missing; where that fails, training goes on with what is here. */
async function prepareEngine({ engine = Deno.env.get("MARGIN_ENGINE") || "auto", deterministic, quiet }: TrainFlags) {
  Deno.env.set("MARGIN_ENGINE", engine);
  Deno.env.set("MARGIN_QUIET", "1"); // the run prints the engine itself
  if (deterministic) Deno.env.set("TF_DETERMINISTIC_OPS", "1");
  if (engine !== "auto" && engine !== "native") return;
  const { installNativeEngine } = await import("../engine/install/mod.ts");
  try {
    await installNativeEngine({ report: (line) => quiet || console.error(line) });
  } catch (error) {
    console.error(messageOf(error));
  }
}
