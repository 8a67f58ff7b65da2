/** `deno task threshold`: chooses a run's threshold for a rate of false accepts. */
import { properShare } from "../check.ts";
import { InputError } from "../errors.ts";
import type { OpenedRun, SavedThreshold } from "../inference/mod.ts";
import { systemReason } from "../platform.ts";
import { runProgram } from "./_commander.ts";
import { isFile } from "./_is_file.ts";
import { typedPath } from "./_typed_path.ts";
import { number } from "./_flag_builders.ts";
import { writeFault } from "./_write_fault.ts";
import { EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";

interface Flags {
  far: number;
  data?: string;
  force?: boolean;
}

const program = useCommand(
  "threshold",
  "RUN --far RATE",
  "Choose the angle up to which two images count as of one class, on pairs of images: of the classes that the run held out, " +
    "else of its test images. It is written into the run, where the other commands find it.",
)
  .argument("<run>", RUN)
  .addOption(
    number(
      "--far <rate>",
      "false accept rate: the share of pairs of two classes that may be taken for one (for predict, of images of other classes that may be taken for known)",
      properShare,
    )
      .makeOptionMandatory(),
  )
  .option("--data <path>", "where the run's data are now, if they were moved")
  .option("--force", "replace a threshold that was chosen before")
  .addHelpText(
    "after",
    `
Example:
  deno task threshold runs/arcface-1-20260101-120000 --far 0.01
${EXIT_CODES}`,
  )
  .action(chooseOne);

async function chooseOne(path: string, { far, data, force }: Flags) {
  const run = await openTyped(path, { writes: true });
  const inference = await import("../inference/mod.ts");
  const { choosePrototypeThreshold, chooseThreshold, saveThreshold } = inference;
  const { runEmbeddings } = await import("./use/run_embeddings.ts");
  checkFile(inference.thresholdPath(run.checkpoint), run, { force });
  const place = data === undefined ? undefined : typedPath(data);
  const { pairs, from, ...sets } = await runEmbeddings(run, { place }), { head } = run.model;
  const wanted = { falseAcceptRate: far, classes: run.classNames.length };
  const toPrototypes = head.angular ? await choosePrototypeThreshold(head, sets, wanted) : {};
  const chosen = chooseThreshold(pairs, { falseAcceptRate: far });
  const saved = { ...chosen, ...toPrototypes, from, checksum: run.checksum };
  for (const line of textOf(saved, pairs.labels.length)) console.log(line);
  console.log(`written: ${saveThreshold(run.checkpoint, saved)}`);
}

/** What would be found only after computing. */
function checkFile(file: string, { threshold }: OpenedRun, { force }: { force?: boolean }): void {
  if (threshold.chosen && isFile(file) && !force) {
    throw new InputError(`${file}: was chosen before; --force replaces it`);
  }
  const fault = writeFault(file);
  if (fault === undefined) return;
  throw new InputError(
    `${file}: cannot be written (${systemReason(fault)}); copy the run to where you may write`,
  );
}

/** Below so many the interval itself is a guess. */
const FEW_CLASSES = 10, FEW_PAIRS = 10;

function* textOf(
  saved: SavedThreshold,
  images: number,
): Generator<string> {
  const { degrees, cosine, falseAcceptRate, trueAcceptRate, interval, pairs, from } = saved;
  const { same, different, classes } = pairs;
  const rate = (value: number) => `${(100 * value).toFixed(1)} %`;
  const sure = (values?: string[]) => values ? ` (95 %: ${values.join(" to ")})` : "";
  const count = (value: number) => value.toLocaleString("en");
  yield `on ${from}: ${count(images)} images of ${classes} classes, ${
    count(same)
  } pairs of one class, ` +
    `${count(different)} of two`;
  yield `threshold: ${degrees.toFixed(2)}°` +
    sure(interval?.degrees.map((value) => `${value.toFixed(2)}°`)) +
    `, cosine ${cosine.toFixed(5)}, false accept rate ${falseAcceptRate}`;
  yield `accepts ${rate(trueAcceptRate)} of the pairs of one class` +
    sure(interval?.trueAcceptRate.map(rate));
  yield* prototypeText(saved);
  yield* notesOn(saved);
}

/** What `predict` goes by. */
function* prototypeText(
  { prototypeDegrees, knownAccepted, from }: SavedThreshold,
): Generator<string> {
  if (prototypeDegrees === undefined) return;
  const whom = from === "test images" ? "with their own class left out" : "of the classes held out";
  const share = knownAccepted === undefined
    ? ""
    : `; ${(100 * knownAccepted).toFixed(1)} % of the test images are known by it, and rightly`;
  yield `for predict: ${
    prototypeDegrees.toFixed(2)
  }° to a prototype, at that rate of images ${whom}${share}`;
}

function* notesOn({ from, pairs, falseAcceptRate, interval }: SavedThreshold): Generator<string> {
  const { classes, different } = pairs;
  if (from === "test images") {
    yield "note: the run held no classes out: of classes that it was not trained on, more may be accepted wrongly";
  }
  if (classes < FEW_CLASSES) {
    const what = interval === undefined ? "there is no interval" : "the interval says little";
    yield `note: ${classes} classes are few: ${what}`;
  }
  if (falseAcceptRate * different < FEW_PAIRS) {
    yield `note: that rate is ${
      (falseAcceptRate * different).toFixed(1)
    } of these pairs: too few to be sure`;
  }
}

Deno.exit(await runProgram(program));
