/** `deno task export` of a run of images by class, which held some out, and whose data were moved. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { openRun } from "../../lib/inference/mod.ts";
import { makeFaces } from "../data/make_faces.ts";
import { type Ended, train } from "./_train.ts";
import { use } from "./_use.ts";

const place = await Deno.makeTempDir();
const at = (...names: string[]) => join(place, ...names);

await makeFaces(at("faces"), { classes: 8, perClass: 6, side: 32 });
const trained = await train([
  ...["--data", at("faces"), "--image-size", "16x16", "--hold-out-classes", "0.5"],
  ...["--batch-size", "8", "--embedding-size", "6", "--epochs", "2", "--stop-after", "1"],
  ...["--fit", "contain", "--quiet", "--out", at("run")],
]);
assertEquals(trained.code, 0, trained.stderr);
const { config, classNames, checksum } = await openRun(at("run"));
const { train: images, unseen, unseenNames } = config.data as Record<string, unknown>;
Deno.renameSync(at("faces"), at("moved"));

function exporting(...args: string[]): Promise<Ended> {
  return use("export", args, { cwd: place, env: { INIT_CWD: place, MARGIN_QUIET: "1" } });
}

Deno.test("a run whose data were moved is compared and shown with --data", async () => {
  const gone = await exporting("run", "--to", "projector");
  assertEquals(gone.code, 1);
  assertMatch(
    gone.stderr,
    /its images cannot be read \(.*\); .*, or say with --data where they are$/m,
  );
  for (
    const [format, check] of [
      ["projector", /^check: \d+ test images and 24 images of classes held out, numbers/m],
      ["tfjs", /^check: \d+ test images run by tfjs/m],
      ["onnx", /^check: (\d+ test images run by|read back)/m],
    ] as const
  ) {
    const { code, stdout, stderr } = await exporting("run", "--to", format, "--data", "moved");
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, check);
  }
});

Deno.test("--data that are not the run's are refused, and nothing is left", async () => {
  await makeFaces(at("others"), { classes: 8, perClass: 5, side: 32 });
  for (const [data, why] of [["others", "was trained on other data"], ["none", "none"]]) {
    for (const format of ["projector", "tfjs"]) {
      const args = ["run", "--to", format, "--out", "left", "--data", data];
      const { code, stdout, stderr } = await exporting(...args);
      assertEquals([code, stdout, stderr.trim().split("\n").length], [1, "", 1], stderr);
      assertStringIncludes(stderr, why);
      assertEquals([...Deno.readDirSync(place)].some(({ name }) => name === "left"), false);
    }
  }
});

Deno.test("the card of a folder says what of it was trained on, and what was held out", async () => {
  const chosen = {
    cosine: 0.5,
    degrees: 60,
    prototypeDegrees: 45,
    falseAcceptRate: 0.05,
    checksum,
  };
  const file = { ...chosen, trueAcceptRate: 0.4126, knownAccepted: "much", from: "test images" };
  Deno.writeTextFileSync(at("run", "threshold.json"), JSON.stringify(file));
  const { code, stderr } = await exporting("run", "--to", "hf", "--data", "moved");
  assertEquals([code, stderr], [0, ""]);
  const card = Deno.readTextFileSync(at("run", "export", "hf", "README.md"));
  assertMatch(
    card,
    new RegExp(
      `on ${images} images of 4 classes from a folder of 48 images in 8 classes, .*, for 1 of 2`,
    ),
  );
  assertStringIncludes(card, `Its classes: ${classNames.join(", ")}.`);
  assertStringIncludes(
    card,
    `not trained on: ${unseen} images of 4 classes: ${(unseenNames as string[]).join(", ")}.`,
  );
  assertStringIncludes(card, "Of the pairs of one class it accepts 41.3 %.");
  assertStringIncludes(card, "of none of these classes.\n"); // what is no share is left out
  assertStringIncludes(card, "may be let in far more often");
  assertStringIncludes(card, "ImageOps.pad(");
});
