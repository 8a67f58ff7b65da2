/** `deno task identify`: whom of a gallery images show. */
import type { Identity } from "../inference/mod.ts";
import { exitCodes, runProgram } from "./_commander.ts";
import { inLine } from "./_printable.ts";
import { angleText } from "./use/angle_text.ts";
import { AS_IS, type AsIs, EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import { Faults } from "./use/faults.ts";
import { galleryPath } from "./use/gallery_path.ts";
import { openTyped } from "./use/open.ts";
import { checkStdin } from "./use/sources.ts";
import { type GivenThreshold, thresholdFlag } from "./use/threshold_flag.ts";

interface Flags extends AsIs, GivenThreshold {
  gallery: string;
  json?: boolean;
}

let code: number = exitCodes.done;

const program = useCommand(
  "identify",
  "RUN --gallery FILE IMAGE… [--json]",
  "Say whom of a gallery each image shows, or that it is nobody there.",
)
  .argument("<run>", RUN)
  .argument("<images...>", IMAGES)
  .requiredOption("--gallery <file>", "what deno task enrol wrote")
  .addOption(thresholdFlag("largest angle to a known name"))
  .option("--json", "one object a line on stdout: file, name, angle (degrees), known")
  .option(...AS_IS)
  .addHelpText(
    "after",
    `
Examples:
  deno task identify runs/arcface-1-20260101-120000 --gallery known.safetensors photos
  deno task identify runs/arcface-1-20260101-120000 --gallery known.safetensors photos --threshold 40 --json
${EXIT_CODES}`,
  )
  .action(identifyAll);

async function identifyAll(path: string, typed: string[], flags: Flags) {
  checkStdin(typed);
  const file = galleryPath(flags.gallery);
  const opened = await openTyped(path, { writes: false, asIs: flags.asIs });
  const { usedThreshold, withThreshold } = await import("./use/given_threshold.ts");
  const { Gallery } = await import("../inference/mod.ts"), run = withThreshold(opened, flags);
  const { embed } = await import("../training/mod.ts");
  const { typedImages } = await import("./use/images.ts");
  const gallery = Gallery.open(file, run);
  const faults = new Faults(), { degrees: threshold } = run.threshold;
  console.error(`threshold: ${usedThreshold(run, flags)}`);
  for await (const { images, used } of typedImages(run, typed, faults)) {
    const { embeddings } = await embed(run.model, images);
    const found = await gallery.identify(embeddings, { threshold });
    for (const [i, identity] of found.entries()) {
      const { shown } = used[i];
      console.log(
        flags.json
          ? JSON.stringify({ file: shown, ...identity })
          : inLine(`${shown}: ${textOf(identity, threshold)}`),
      );
    }
  }
  if (faults.count > 0) code = exitCodes.failed;
}

function textOf({ name, angle, known }: Identity, threshold: number): string {
  const where = angleText(angle, threshold);
  return known ? `${name}, ${where}` : `unknown (nearest: ${name}, ${where})`;
}

const ended = await runProgram(program);
Deno.exit(ended || code);
