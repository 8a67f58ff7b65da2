/** `deno task verify`: whether two images are of one class. */
import { UsageError } from "../errors.ts";
import { runProgram } from "./_commander.ts";
import { readPairFile } from "./_pair_file.ts";
import { typedPath } from "./_typed_path.ts";
import { angleText } from "./use/angle_text.ts";
import { AS_IS, type AsIs, EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";
import { figurePath } from "./use/output.ts";
import { checkStdin } from "./use/sources.ts";
import { type GivenThreshold, thresholdFlag } from "./use/threshold_flag.ts";

interface Flags extends AsIs, GivenThreshold {
  json?: boolean;
  pairs?: string;
  data?: string;
  picture?: string;
  force?: boolean;
}

const program = useCommand(
  "verify",
  "RUN A B [--json], or RUN --pairs FILE [flags]",
  "Say whether two images are of one class, which the model need not have been trained on; or how often a list of pairs is " +
    "told right.",
)
  .argument("<run>", RUN)
  .argument("[a]", "an image file, or - for one on standard input")
  .argument("[b]", "another")
  .option("--json", "an object on stdout: same, angle, threshold (degrees), falseAcceptRate")
  .option(
    "--pairs <file>",
    "in LFW's format, pairs of images of the classes that the run held out, else of its test images",
  )
  .option("--picture <file>", "with --pairs, also draw true over false accepts, ROC (.png, .svg)")
  .option("--data <path>", "with --pairs, where the run's data are now, if they were moved")
  .option("--force", "write over a picture that is there")
  .addOption(thresholdFlag("largest angle between two images of one class"))
  .option(...AS_IS)
  .addHelpText(
    "after",
    `
Examples:
  deno task verify runs/arcface-1-20260101-120000 one.jpg other.jpg
  deno task verify runs/arcface-1-20260101-120000 --pairs pairs.txt --picture roc.png
A line of pairs.txt is "ada 1 4" for two images of ada, "ada 1 grace 2" for one of each: an image's number is the one at the
end of its file's name, else its place in its class.
${EXIT_CODES} Whatever the answer, it is 0.`,
  )
  .action((path: string, a: string | undefined, b: string | undefined, flags: Flags) => {
    if (flags.pairs !== undefined && a === undefined) return verifyList(path, flags);
    if (flags.pairs !== undefined) throw new UsageError("--pairs: takes no images besides");
    for (const name of ["data", "picture", "force"] as const) {
      if (flags[name] !== undefined) {
        throw new UsageError(`--${name}: has no effect without --pairs`);
      }
    }
    if (a === undefined || b === undefined) throw new UsageError("give two images; see --help");
    return verifyTwo(path, [a, b], flags);
  });

async function verifyTwo(path: string, [a, b]: [string, string], flags: Flags) {
  checkStdin([a, b]);
  const { json, asIs } = flags, opened = await openTyped(path, { writes: false, asIs });
  const { usedThreshold, withThreshold } = await import("./use/given_threshold.ts");
  const { verify } = await import("../inference/mod.ts"), run = withThreshold(opened, flags);
  const { oneImage } = await import("./use/images.ts");
  const first = await oneImage(run, a), second = await oneImage(run, b);
  const { same, angle, threshold, falseAcceptRate } = await verify(run, first, second);
  if (json) {
    const { degrees } = threshold;
    console.error(`threshold: ${usedThreshold(run, flags)}`);
    return console.log(JSON.stringify({ same, angle, threshold: degrees, falseAcceptRate }));
  }
  const answer = same ? "same" : "different", side = same ? "within" : "beyond";
  console.log(
    `${answer}: ${angleText(angle, threshold.degrees)} apart, ${side} the threshold, ${
      usedThreshold(run, flags)
    }`,
  );
}

async function verifyList(path: string, flags: Flags) {
  const { pairs, data, json, asIs, picture, force } = flags;
  const file = picture === undefined
    ? undefined
    : figurePath(picture, { flag: "--picture", force });
  if (asIs) throw new UsageError("--as-is: has no effect with --pairs");
  if (force && !file) throw new UsageError("--force: has no effect without --picture");
  const list = readPairFile(typedPath(pairs!), pairs);
  const opened = await openTyped(path, { writes: file !== undefined });
  const { usedThreshold, withThreshold } = await import("./use/given_threshold.ts");
  const run = withThreshold(opened, flags);
  const { hasOneSidedFold, listedFigure, listedText, verifyListed } = await import(
    "./use/listed.ts"
  );
  const place = data === undefined ? undefined : typedPath(data);
  const { result, scores } = await verifyListed(run, list, { place });
  console.error(`threshold: ${usedThreshold(run, flags)}`);
  if (json) console.log(JSON.stringify(result));
  else for (const line of listedText(result)) console.log(line);
  if (hasOneSidedFold(scores)) {
    console.error("note: some of the ten folds have pairs of one kind alone: mix the list's lines");
  }
  if (!file) return;
  const { saveFigure } = await import("../plot/mod.ts");
  await saveFigure(listedFigure(run, scores, result.pairs), file);
  console.error(`picture: ${picture}`);
}

Deno.exit(await runProgram(program));
