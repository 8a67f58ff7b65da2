/**
 * The training program: parse, set up the engine, train. `deno task train` starts it by way of
 * `train_task.ts`, with few rights and the engine set up.
 */
import { headList } from "../heads/catalog_text.ts";
import { runProgram } from "./_commander.ts";
import { trainCommand } from "./train/arguments.ts";
import { configFrom } from "./train/config.ts";
import { givenFlags, type TrainFlags } from "./train/flags.ts";
import { prepareEngine } from "./train/prepare.ts";
import { fromWhereTyped } from "./train/typed_paths.ts";

let code = 0;

const program = trainCommand().action(async (options: TrainFlags) => {
  if (options.heads) return console.log(headList());
  const flags = fromWhereTyped(givenFlags(options));
  configFrom(flags); // usage errors come before anything is installed
  await prepareEngine(flags);
  const { runTraining } = await import("./train/run.ts"); // starts the engine
  code = await runTraining(flags);
});

const ended = await runProgram(program);
Deno.exit(ended || code);
