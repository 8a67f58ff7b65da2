/** `deno task identify`: whom of a gallery images show. */
import { inRange } from "../check.ts";
import type { Identity, Threshold } from "../inference/mod.ts";
import { exitCodes, runProgram } from "./_commander.ts";
import { inLine } from "./_printable.ts";
import { number } from "./_flag_builders.ts";
import { AS_IS, type AsIs, EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import { Faults } from "./use/faults.ts";
import { galleryPath } from "./use/gallery_path.ts";
import { openTyped } from "./use/open.ts";
import { checkStdin } from "./use/sources.ts";

interface Flags extends AsIs {
  gallery: string;
  threshold?: number;
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
  .addOption(
    number("--threshold <degrees>", "largest angle to a known name (the run's)", inRange(0, 180)),
  )
  .option("--json", "one object a line on stdout: file, name, angle (degrees), known")
  .option(...AS_IS)
  .addHelpText("after", EXIT_CODES)
  .action(identifyAll);

async function identifyAll(path: string, typed: string[], flags: Flags) {
  checkStdin(typed);
  const file = galleryPath(flags.gallery);
  const run = await openTyped(path, { writes: false, asIs: flags.asIs });
  const { Gallery, thresholdText } = await import("../inference/mod.ts");
  const { embed } = await import("../training/mod.ts");
  const { typedImages } = await import("./use/images.ts");
  const { galleryModel } = await import("./use/gallery.ts");
  const gallery = Gallery.open(file, galleryModel(run));
  const faults = new Faults(), threshold = flags.threshold ?? run.threshold.degrees;
  console.error(`threshold: ${thresholdOf(flags, run.threshold, thresholdText)}`);
  for await (const { images, used } of typedImages(run, typed, faults)) {
    const { embeddings } = await embed(run.model, images);
    const found = await gallery.identify(embeddings, { threshold });
    for (const [i, identity] of found.entries()) {
      const { shown } = used[i];
      console.log(
        flags.json
          ? JSON.stringify({ file: shown, ...identity })
          : inLine(`${shown}: ${textOf(identity)}`),
      );
    }
  }
  if (faults.count > 0) code = exitCodes.failed;
}

function thresholdOf(
  { threshold }: Flags,
  own: Threshold,
  textOf: (threshold: Threshold) => string,
): string {
  return threshold === undefined ? textOf(own) : `${threshold}°, as given`;
}

function textOf({ name, angle, known }: Identity): string {
  const where = `${angle.toFixed(1)}°`;
  return known ? `${name}, ${where}` : `unknown (nearest: ${name}, ${where})`;
}

const ended = await runProgram(program);
Deno.exit(ended || code);
