/** `deno task predict`: what a trained model says of images. */
import { UsageError } from "../errors.ts";
import type { OpenedRun, Prediction, Threshold } from "../inference/mod.ts";
import { exitCodes, runProgram } from "./_commander.ts";
import { inLine } from "./_printable.ts";
import { typedPath } from "./_typed_path.ts";
import { angleText } from "./use/angle_text.ts";
import { AS_IS, type AsIs, EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import { Faults } from "./use/faults.ts";
import { openTyped } from "./use/open.ts";
import type { Shown } from "./use/picture.ts";
import { figurePath } from "./use/output.ts";
import { checkStdin } from "./use/sources.ts";
import { type GivenThreshold, thresholdFlag } from "./use/threshold_flag.ts";

const EXAMPLES = `
Examples:
  deno task predict runs/arcface-1-20260101-120000 seven.png scans --picture where.png
  cat seven.png | deno task predict runs/arcface-1-20260101-120000 - --json
`;

let code: number = exitCodes.done;

interface Flags extends AsIs, GivenThreshold {
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
  .addOption(thresholdFlag("largest angle to a prototype of a known image"))
  .option(...AS_IS)
  .addHelpText("after", EXAMPLES + EXIT_CODES)
  .action(predictAll);

async function predictAll(path: string, typed: string[], flags: Flags) {
  const picture = pictureFile(flags);
  checkStdin(typed);
  const opened = await openTyped(path, { writes: picture !== undefined, asIs: flags.asIs });
  const { usedThreshold, withThreshold } = await import("./use/given_threshold.ts");
  const { predict } = await import("../inference/mod.ts"), run = withThreshold(opened, flags);
  const { typedImages } = await import("./use/images.ts");
  const { Shown } = await import("./use/picture.ts");
  const faults = new Faults(), shown = new Shown();
  const { threshold, model: { head } } = run;
  console.error(
    head.angular
      ? `threshold: ${usedThreshold(run, flags, threshold.prototypeDegrees)}`
      : `note: the scores of ${head.name} are no angles, and it knows everything: nothing is "none of these"`,
  );
  for await (const chunk of typedImages(run, typed, faults)) {
    const found = await predict(run, chunk.images);
    for (const [i, prediction] of found.entries()) {
      const name = chunk.used[i].shown;
      const line = flags.json
        ? jsonLine(name, prediction, run.classNames)
        : inLine(`${name}: ${textOf(prediction, run.threshold)}`);
      console.log(line);
    }
    if (picture) shown.add(chunk, found);
  }
  if (picture) await draw(picture, { run, shown }, flags);
  if (faults.count > 0) code = exitCodes.failed;
}

function pictureFile({ picture, data, force }: Flags): string | undefined {
  if (picture !== undefined) return figurePath(picture, { flag: "--picture", force });
  const [idle] = Object.entries({ data, force }).find(([, value]) => value !== undefined) ?? [];
  if (idle !== undefined) throw new UsageError(`--${idle}: has no effect without --picture`);
}

async function draw(
  path: string,
  { run, shown }: { run: OpenedRun; shown: Shown },
  { data, picture }: Flags,
): Promise<void> {
  const { pictureOf } = await import("./use/picture.ts");
  const { saveFigure } = await import("../plot/mod.ts");
  const place = data === undefined ? undefined : typedPath(data);
  await saveFigure(await pictureOf(run, shown, { place }), path);
  const { length } = shown.found,
    part = shown.given > length ? ` (the first ${length} of ${shown.given} images)` : "";
  console.error(`picture: ${picture}${part}`);
}

function textOf(
  { class: name, probability, angles, label, known }: Prediction,
  { degrees, prototypeDegrees = degrees }: Threshold,
): string {
  const share = `${(100 * probability).toFixed(1)} %`;
  const angle = angles ? `, ${angleText(angles[label], prototypeDegrees)} from its prototype` : "";
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
