/** `deno task verify`: whether two images are of one class. */
import { runProgram } from "./_commander.ts";
import { EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";
import { typedPath } from "./_typed_path.ts";

const program = useCommand(
  "verify",
  "RUN A B [--json]",
  "Say whether two images are of one class, which the model need not have been trained on.",
)
  .argument("<run>", RUN)
  .argument("<a>", "an image file")
  .argument("<b>", "another")
  .option("--json", "an object on stdout: same, angle, threshold (degrees), falseAcceptRate")
  .addHelpText("after", EXIT_CODES + " Whatever the answer, it is 0.")
  .action(verifyTwo);

async function verifyTwo(path: string, a: string, b: string, { json }: { json?: boolean }) {
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

Deno.exit(await runProgram(program));
