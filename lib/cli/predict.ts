/** `deno task predict`: what a trained model says of images. */
import type { Prediction } from "../inference/mod.ts";
import { exitCodes, runProgram } from "./_commander.ts";
import { EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";

let code: number = exitCodes.done;

const program = useCommand(
  "predict",
  "RUN IMAGE… [--json]",
  "Say which class each image is of, how sure the model is, and whether it is none of them. Digits may be dark on light or " +
    "light on dark, anywhere in the image.",
)
  .argument("<run>", RUN)
  .argument("<images...>", IMAGES)
  .option(
    "--json",
    "one object a line on stdout: file, class, probability, angles (degrees, by class), known",
  )
  .addHelpText("after", EXIT_CODES)
  .action(predictAll);

async function predictAll(path: string, typed: string[], { json }: { json?: boolean }) {
  const run = await openTyped(path),
    { predict, thresholdText } = await import(
      "../inference/mod.ts"
    );
  const { inLine, typedImages } = await import("./use/images.ts");
  const { images, names, faults } = await typedImages(run, typed);
  const found = await predict(run, images);
  if (run.model.head.angular) {
    const { threshold } = run;
    console.error(`threshold: ${thresholdText(threshold, threshold.prototypeDegrees)}`);
  }
  for (const [i, prediction] of found.entries()) {
    const line = json
      ? jsonLine(names[i], prediction, run.classNames)
      : inLine(`${names[i]}: ${textOf(prediction)}`);
    console.log(line);
  }
  if (faults > 0) code = exitCodes.failed;
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
