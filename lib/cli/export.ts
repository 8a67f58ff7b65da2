/** `deno task export`: a trained model for another program. */
import { UsageError } from "../errors.ts";
import { Command, runProgram } from "./_commander.ts";
import { typedPath } from "./_typed_path.ts";
import { type Format, formats } from "./export/formats.ts";
import { choice } from "./train/_flag_builders.ts";

interface Flags {
  to: Format;
  out?: string;
  withHead?: boolean;
  force?: boolean;
}

const EXAMPLES = `
Formats:
  onnx     model.onnx: images [N, height, width, channels] from 0 to 1 → embeddings [N, D]
  tfjs     tfjs/model.json and weights.bin: the same, for tf.loadLayersModel
  pytorch  pytorch/model.py and model.safetensors: images [N, channels, height, width] → embeddings

Each is opened again and compared with the model on 100 test images: onnx by ONNX Runtime, which
Deno fetches for it at the first time (113 MB) or else the weights are read back; tfjs by tfjs. Of
pytorch the weights are read back.

Examples:
  deno task export runs/arcface-1-20260101-120000 --to onnx --with-head
  deno task export runs/arcface-1-20260101-120000/best.safetensors --to pytorch --out digits

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

const program = new Command("deno task export")
  .usage("RUN --to FORMAT [flags]")
  .description("Write a run's model for another program.")
  .argument("<run>", "a run's folder, or a checkpoint in it")
  .addOption(choice("--to <format>", "the format", formats).makeOptionMandatory())
  .option(
    "--out <path>",
    "a folder, or for onnx a name ending in .onnx (export/ in the run's folder)",
  )
  .option("--with-head", "onnx: the class scores too, as a second output, logits [N, C]")
  .option("--force", "write over files that are there")
  .helpOption("--help", "show this")
  .addHelpText("after", EXAMPLES)
  .allowExcessArguments(false)
  .action(async (run: string, { out, ...flags }: Flags) => {
    if (flags.withHead && flags.to !== "onnx") {
      throw new UsageError(`--with-head: ${flags.to} holds embeddings alone; leave it out`);
    }
    const { runExport } = await import("./export/run.ts"); // starts the engine
    await runExport({
      ...flags,
      run: typedPath(run, { absolute: true }),
      ...(out === undefined ? {} : { out: typedPath(out, { absolute: true }) }),
    });
  });

Deno.exit(await runProgram(program));
