/** `deno task predict`: what a trained model says of images. */
import { UsageError } from "../errors.ts";
import type { OpenedRun, Prediction } from "../inference/mod.ts";
import { exitCodes, runProgram } from "./_commander.ts";
import { typedPath } from "./_typed_path.ts";
import { AS_IS, type AsIs, EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import type { TypedImages } from "./use/images.ts";
import { inLine } from "./use/faults.ts";
import { openTyped } from "./use/open.ts";
import { figurePath } from "./use/output.ts";
import { checkStdin } from "./use/sources.ts";

const EXAMPLES = `
Examples:
  deno task predict runs/arcface-1-20260101-120000 seven.png scans --picture where.png
  cat seven.png | deno task predict runs/arcface-1-20260101-120000 - --json
`;

let code: number = exitCodes.done;

interface Flags extends AsIs {
  json?: boolean;
  picture?: string;
  data?: string;
  force?: boolean;
}

const program = useCommand(
  "predict",
  "RUN IMAGE… [flags]",
  "Say which class each image is of, how sure the model is, and whether it is none of them. Digits may be dark on light or " +
    "light on dark, anywhere in the image.",
)
  .argument("<run>", RUN)
  .argument("<images...>", IMAGES)
  .option(
    "--json",
    "one object a line on stdout: file, class, probability, angles (degrees, by class), known",
  )
  .option(
    "--picture <file>",
    "also draw where the images fall in the embedding plane, among the run's test images (.png, .svg)",
  )
  .option("--data <path>", "with --picture, where the run's data are now, if they were moved")
  .option("--force", "write over a picture that is there")
  .option(...AS_IS)
  .addHelpText("after", EXAMPLES + EXIT_CODES)
  .action(predictAll);

async function predictAll(path: string, typed: string[], flags: Flags) {
  const picture = pictureFile(flags);
  checkStdin(typed);
  const run = await openTyped(path, { writes: picture !== undefined, asIs: flags.asIs }),
    inference = await import("../inference/mod.ts");
  const { typedImages } = await import("./use/images.ts");
  const { faults, ...read } = await typedImages(run, typed);
  const found = await inference.predict(run, read.images);
  if (run.model.head.angular) {
    const { threshold } = run;
    console.error(
      `threshold: ${inference.thresholdText(threshold, threshold.prototypeDegrees)}`,
    );
  }
  for (const [i, prediction] of found.entries()) {
    const line = flags.json
      ? jsonLine(read.names[i], prediction, run.classNames)
      : inLine(`${read.names[i]}: ${textOf(prediction)}`);
    console.log(line);
  }
  if (picture) await draw(picture, { run, ...read, found }, flags);
  if (faults > 0) code = exitCodes.failed;
}

function pictureFile({ picture, data, force }: Flags): string | undefined {
  if (picture !== undefined) return figurePath(picture, { flag: "--picture", force });
  const [idle] = Object.entries({ data, force }).find(([, value]) => value !== undefined) ?? [];
  if (idle !== undefined) throw new UsageError(`--${idle}: has no effect without --picture`);
}

async function draw(
  path: string,
  given: Omit<TypedImages, "faults"> & { run: OpenedRun; found: Prediction[] },
  { data, picture }: Flags,
): Promise<void> {
  const { MOST_SHOWN, pictureOf } = await import("./use/picture.ts");
  const { saveFigure } = await import("../plot/mod.ts");
  const place = data === undefined ? undefined : typedPath(data);
  await saveFigure(await pictureOf(given.run, { ...given, place }), path);
  const { length } = given.found;
  const part = length > MOST_SHOWN ? ` (the first ${MOST_SHOWN} of ${length} images)` : "";
  console.error(`picture: ${picture}${part}`);
}

function textOf({ class: name, probability, angles, label, known }: Prediction): string {
  const share = `${(100 * probability).toFixed(1)} %`;
  const angle = angles ? `, ${angles[label].toFixed(1)}° from its prototype` : "";
  return known ? `${name}, ${share}${angle}` : `none of these (nearest: ${name}, ${share}${angle})`;
}

function jsonLine(
  file: string,
  { class: name, probability, angles, known }: Prediction,
  classNames: readonly string[],
): string {
  const byClass = angles?.map((angle, i) => [classNames[i], Number(angle.toFixed(3))]);
  return JSON.stringify({
    ...{ file, class: name, probability },
    ...(byClass ? { angles: Object.fromEntries(byClass) } : {}),
    known,
  });
}

const ended = await runProgram(program);
Deno.exit(ended || code);
