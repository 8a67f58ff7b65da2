/** `deno task export`: a trained model for another program. */
import { UsageError } from "../errors.ts";
import { Command, runProgram } from "./_commander.ts";
import { typedPath } from "./_typed_path.ts";
import { type Format, formats, refuseOtherEnding } from "./export/formats.ts";
import { choice } from "./_flag_builders.ts";

interface Flags {
  to: Format;
  out?: string;
  data?: string;
  withHead?: boolean;
  precision?: Precision;
  force?: boolean;
}

type Precision = "float32" | "float16";

const EXAMPLES = `
Formats:
  onnx       model.onnx: images [N, height, width, channels] from 0 to 1 → embeddings [N, D]
  tfjs       tfjs/model.json and weights.bin: the same, for tf.loadLayersModel
  pytorch    pytorch/model.py and model.safetensors: images [N, channels, height, width] → embeddings
  hf         hf/: a repository for the Hugging Face hub: model card, settings, weights, model.onnx
  projector  projector/: embeddings of the run's test images for TensorBoard's Embedding Projector
  saved-run  <run>.zip: what deno task train --resume needs on another machine, and the figures

Each is opened again and compared. On 100 test images: onnx and hf by ONNX Runtime, which Deno
fetches for it at the first time (113 MB) or else the weights are read back; tfjs by tfjs; pytorch
in a Python that has torch and safetensors, or else the weights are read back. The other two are
read back.

Examples:
  deno task export runs/arcface-1-20260101-120000 --to onnx --with-head
  deno task export runs/arcface-1-20260101-120000/best.safetensors --to pytorch --out digits
  deno task export runs/arcface-1-20260101-120000 --to tfjs --precision float16

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

const precisions: Precision[] = ["float32", "float16"];

const program = new Command("deno task export")
  .usage("RUN --to FORMAT [flags]")
  .description("Write a run's model for another program, or the run for another machine.")
  .argument("<run>", "a run's folder, or a checkpoint in it")
  .addOption(choice("--to <format>", "the format", formats).makeOptionMandatory())
  .option(
    "--out <path>",
    "a folder, or a name ending in .onnx or, for saved-run, .zip (export/ in the run's folder)",
  )
  .option("--data <path>", "where the run's data are now, if they were moved")
  .option(
    "--with-head",
    "onnx: the class scores too, as a second output, logits [N, C] (hf's model.onnx always has them)",
  )
  .addOption(choice("--precision <name>", "tfjs: how weights are stored (float32)", precisions))
  .option("--force", "write over files that are there")
  .helpOption("--help", "show this")
  .addHelpText("after", EXAMPLES)
  .allowExcessArguments(false)
  .action(async (run: string, { out, data, ...flags }: Flags) => {
    refuseMeaningless({ data, ...flags });
    refuseOtherEnding(flags.to, out);
    const { runExport } = await import("./export/run.ts"); // starts the engine
    await runExport({
      ...flags,
      run: typedPath(run, { absolute: true }),
      ...(out === undefined ? {} : { out: typedPath(out, { absolute: true }) }),
      ...(data === undefined ? {} : { data: typedPath(data) }),
    }, run);
  });

function refuseMeaningless({ to, data, withHead, precision }: Flags): void {
  if (withHead && to !== "onnx") {
    const why = to === "hf" ? "holds the class scores anyway" : "has no class scores";
    throw new UsageError(`--with-head: ${to} ${why}; leave it out`);
  }
  if (precision !== undefined && to !== "tfjs") {
    throw new UsageError(`--precision: only tfjs takes it, not ${to}; leave it out`);
  }
  if (data !== undefined && to === "saved-run") {
    throw new UsageError("--data: saved-run holds no data; leave it out");
  }
}

Deno.exit(await runProgram(program));
