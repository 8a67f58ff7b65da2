/** `deno task verify`: whether two images are of one class. */
import { UsageError } from "../errors.ts";
import { runProgram } from "./_commander.ts";
import { typedPath } from "./_typed_path.ts";
import { EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";

interface Flags {
  json?: boolean;
  pairs?: string;
  data?: string;
}

const program = useCommand(
  "verify",
  "RUN A B [--json], or RUN --pairs FILE",
  "Say whether two images are of one class, which the model need not have been trained on; or how often a list of pairs is " +
    "told right.",
)
  .argument("<run>", RUN)
  .argument("[a]", "an image file")
  .argument("[b]", "another")
  .option("--json", "an object on stdout: same, angle, threshold (degrees), falseAcceptRate")
  .option(
    "--pairs <file>",
    "in LFW's format, pairs of images of the classes that the run held out, else of its test images",
  )
  .option("--data <path>", "with --pairs, where the run's data are now, if they were moved")
  .addHelpText("after", EXIT_CODES + " Whatever the answer, it is 0.")
  .action((path: string, a: string | undefined, b: string | undefined, flags: Flags) => {
    if (flags.pairs !== undefined && a === undefined) return verifyList(path, flags);
    if (flags.pairs !== undefined) throw new UsageError("--pairs: takes no images besides");
    if (flags.data !== undefined) throw new UsageError("--data: has no effect without --pairs");
    if (a === undefined || b === undefined) throw new UsageError("give two images; see --help");
    return verifyTwo(path, [a, b], flags);
  });

async function verifyTwo(path: string, [a, b]: [string, string], { json }: Flags) {
  const run = await openTyped(path);
  const { readImages, thresholdText, verify } = await import("../inference/mod.ts");
  const first = await readImages(run, [typedPath(a)]);
  const second = await readImages(run, [typedPath(b)]);
  const { same, angle, threshold, falseAcceptRate } = await verify(run, first, second);
  if (json) {
    const { degrees } = threshold;
    return console.log(JSON.stringify({ same, angle, threshold: degrees, falseAcceptRate }));
  }
  const answer = same ? "same" : "different", side = same ? "within" : "beyond";
  console.log(
    `${answer}: ${angle.toFixed(1)}° apart, ${side} the threshold, ${thresholdText(threshold)}`,
  );
}

async function verifyList(path: string, { pairs, data, json }: Flags) {
  const run = await openTyped(path);
  const { listedText, verifyListed } = await import("./use/listed.ts");
  const { thresholdText } = await import("../inference/mod.ts");
  const place = data === undefined ? undefined : typedPath(data);
  const result = await verifyListed(run, typedPath(pairs!), { place });
  console.error(`threshold: ${thresholdText(run.threshold)}`);
  if (json) return console.log(JSON.stringify(result));
  for (const line of listedText(result)) console.log(line);
}

Deno.exit(await runProgram(program));
