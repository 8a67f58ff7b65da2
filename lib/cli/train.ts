/** `deno task train`: parse, set up the engine, train. */
import { isAbsolute, join } from "node:path";
import { wantedEngine } from "../engine/names.ts";
import { wantedOps } from "../engine/op_set.ts";
import { wantedThreads } from "../engine/threads.ts";
import { messageOf } from "../errors.ts";
import { headList } from "../heads/catalog_text.ts";
import { runProgram } from "./_commander.ts";
import { trainCommand } from "./train/arguments.ts";
import { givenFlags, type TrainFlags } from "./train/flags.ts";
import { configFrom } from "./train/config.ts";

let code = 0;

const program = trainCommand().action(async (options: TrainFlags) => {
  if (options.heads) return console.log(headList());
  const flags = fromWhereTyped(givenFlags(options));
  configFrom(flags); // usage errors come before anything is installed
  await prepareEngine(flags);
  const { runTraining } = await import("./train/run.ts"); // starts the engine
  code = await runTraining(flags);
});

/**
 * Paths relative to where the command was typed: a task runs in the project's folder, and Deno says
 * in `INIT_CWD` where it was called.
 */
function fromWhereTyped(flags: TrainFlags): TrainFlags {
  const typed = Deno.env.get("INIT_CWD");
  if (!typed || typed === Deno.cwd()) return flags;
  const paths = (["data", "out", "resume", "init"] as const).flatMap((name) => {
    const path = flags[name];
    return path === undefined ? [] : [[name, isAbsolute(path) ? path : join(typed, path)]];
  });
  return { ...flags, ...Object.fromEntries(paths) };
}

/**
 * Rejects invalid variables, then installs native TensorFlow if it is missing; if that fails,
 * training continues with what is available.
 */
async function prepareEngine(flags: TrainFlags): Promise<void> {
  const engine = flags.engine ?? wantedEngine();
  wantedOps();
  wantedThreads();
  Deno.env.set("MARGIN_ENGINE", engine);
  Deno.env.set("MARGIN_QUIET", "1"); // the run prints the engine itself
  if (flags.deterministic) Deno.env.set("TF_DETERMINISTIC_OPS", "1");
  if (engine !== "auto" && engine !== "native") return;
  const { currentMachine, installNativeEngine, planFor } = await import("../engine/install/mod.ts");
  if (!planFor(currentMachine()).native && engine === "auto") return; // nothing to install
  try {
    await installNativeEngine({ report: (line) => flags.quiet || console.error(line) });
  } catch (error) {
    console.error(messageOf(error));
  }
}

const ended = await runProgram(program);
Deno.exit(ended || code);
