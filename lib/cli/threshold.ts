/** `deno task threshold`: chooses a run's threshold for a rate of false accepts. */
import { inRange } from "../check.ts";
import { InputError, UsageError } from "../errors.ts";
import type { SavedThreshold } from "../inference/mod.ts";
import { runProgram } from "./_commander.ts";
import { isFile } from "./_is_file.ts";
import { typedPath } from "./_typed_path.ts";
import { number } from "./train/_flag_builders.ts";
import { EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";

interface Flags {
  far: number;
  data?: string;
  force?: boolean;
}

const share = inRange(0, 1, "it is a share of pairs");

const program = useCommand(
  "threshold",
  "RUN --far RATE",
  "Choose the angle up to which two images count as of one class, on pairs of images: of the classes that the run held out, " +
    "else of its test images. It is written into the run, where the other commands find it.",
)
  .argument("<run>", RUN)
  .addOption(
    number("--far <rate>", "share of pairs of two classes that may be taken for one", share)
      .makeOptionMandatory(),
  )
  .option("--data <path>", "where the run's data are now, if they were moved")
  .option("--force", "replace a threshold that was chosen before")
  .addHelpText("after", EXIT_CODES)
  .action(chooseOne);

async function chooseOne(path: string, { far, data, force }: Flags) {
  if (far === 0 || far === 1) throw new UsageError(`--far ${far}: give a share between 0 and 1`);
  const run = await openTyped(path);
  const { chooseThreshold, saveThreshold, thresholdPath } = await import("../inference/mod.ts");
  const { embeddedPairs } = await import("./use/threshold_data.ts");
  const file = thresholdPath(run.checkpoint);
  if (!force && isFile(file) && run.threshold.chosen) {
    throw new InputError(`${file}: was chosen before; --force replaces it`);
  }
  const place = data === undefined ? undefined : typedPath(data);
  const { embeddings, from } = await embeddedPairs(run, place);
  const chosen = chooseThreshold(embeddings, { falseAcceptRate: far });
  const saved = { ...chosen, from, checksum: run.checksum };
  for (const line of textOf(saved, embeddings.labels.length)) console.log(line);
  console.log(`written: ${saveThreshold(run.checkpoint, saved)}`);
}

/** Below so many the interval itself is a guess. */
const FEW_CLASSES = 10, FEW_PAIRS = 10;

function* textOf(
  { degrees, cosine, falseAcceptRate, trueAcceptRate, interval, pairs, from }: SavedThreshold,
  images: number,
): Generator<string> {
  const { same, different, classes } = pairs;
  const [low, high] = interval.degrees, rate = (value: number) => `${(100 * value).toFixed(1)} %`;
  const count = (value: number) => value.toLocaleString("en");
  yield `on ${from}: ${count(images)} images of ${classes} classes, ${
    count(same)
  } pairs of one class, ` +
    `${count(different)} of two`;
  yield `threshold: ${degrees.toFixed(2)}° (95 %: ${low.toFixed(2)}° to ${high.toFixed(2)}°), ` +
    `cosine ${cosine.toFixed(5)}, false accept rate ${falseAcceptRate}`;
  yield `accepts ${rate(trueAcceptRate)} of the pairs of one class (95 %: ` +
    `${interval.trueAcceptRate.map(rate).join(" to ")})`;
  if (from === "test images") {
    yield "note: the run held no classes out: of classes it was not trained on, more are accepted wrongly";
  }
  if (classes < FEW_CLASSES) yield `note: ${classes} classes are few: the interval says little`;
  if (falseAcceptRate * different < FEW_PAIRS) {
    yield `note: that rate is ${
      (falseAcceptRate * different).toFixed(1)
    } of these pairs: too few to be sure`;
  }
}

Deno.exit(await runProgram(program));
