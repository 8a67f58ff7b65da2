/** `deno task verify`: whether two images are of one class. */
import { UsageError } from "../errors.ts";
import { runProgram } from "./_commander.ts";
import { readPairFile } from "./_pair_file.ts";
import { typedPath } from "./_typed_path.ts";
import { AS_IS, type AsIs, EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";
import { figurePath } from "./use/output.ts";
import { checkStdin } from "./use/sources.ts";

interface Flags extends AsIs {
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
  .option(...AS_IS)
  .addHelpText("after", EXIT_CODES + " Whatever the answer, it is 0.")
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

async function verifyTwo(path: string, [a, b]: [string, string], { json, asIs }: Flags) {
  checkStdin([a, b]);
  const run = await openTyped(path, { writes: false, asIs });
  const { thresholdText, verify } = await import("../inference/mod.ts");
  const { oneImage } = await import("./use/images.ts");
  const first = await oneImage(run, a), second = await oneImage(run, b);
  const { same, angle, threshold, falseAcceptRate } = await verify(run, first, second);
  if (json) {
    const { degrees } = threshold;
    console.error(`threshold: ${thresholdText(threshold)}`);
    return console.log(JSON.stringify({ same, angle, threshold: degrees, falseAcceptRate }));
  }
  const answer = same ? "same" : "different", side = same ? "within" : "beyond";
  console.log(
    `${answer}: ${angle.toFixed(1)}° apart, ${side} the threshold, ${thresholdText(threshold)}`,
  );
}

async function verifyList(path: string, { pairs, data, json, asIs, picture, force }: Flags) {
  const file = picture === undefined
    ? undefined
    : figurePath(picture, { flag: "--picture", force });
  if (asIs) throw new UsageError("--as-is: has no effect with --pairs");
  if (force && !file) throw new UsageError("--force: has no effect without --picture");
  const list = readPairFile(typedPath(pairs!), pairs);
  const run = await openTyped(path, { writes: file !== undefined });
  const { listedFigure, listedText, verifyListed } = await import("./use/listed.ts");
  const { thresholdText } = await import("../inference/mod.ts");
  const place = data === undefined ? undefined : typedPath(data);
  const { result, scores } = await verifyListed(run, list, { place });
  console.error(`threshold: ${thresholdText(run.threshold)}`);
  if (json) console.log(JSON.stringify(result));
  else for (const line of listedText(result)) console.log(line);
  if (!file) return;
  const { saveFigure } = await import("../plot/mod.ts");
  await saveFigure(listedFigure(run, scores, result.pairs), file);
  console.error(`picture: ${picture}`);
}

Deno.exit(await runProgram(program));
