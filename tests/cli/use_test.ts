/** The commands that use a trained model. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { drawDigit } from "../inference/_digit_files.ts";
import { makeFaces } from "../data/make_faces.ts";
import { fewDigits, train } from "./_train.ts";
import { use, type UseCommand } from "./_use.ts";

const place = Deno.makeTempDirSync();
const at = (...names: string[]) => join(place, ...names);

const faces = at("faces"), facesRun = at("faces-run");
await makeFaces(faces, { classes: 12, perClass: 8, side: 32 });
const ofFaces = await train([
  ...["--data", faces, "--image-size", "16x16", "--hold-out-classes", "0.5", "--batch-size", "8"],
  ...["--embedding-size", "8", "--epochs", "3", "--quiet", "--out", facesRun],
]);
assertEquals(ofFaces.code, 0, ofFaces.stderr);

const digitsRun = at("digits-run"), drawings = at("drawings");
const ofDigits = await train([
  ...["--embedding-size", "8", "--epochs", "2", "--limit", "3000", "--quiet", "--out", digitsRun],
]);
assertEquals(ofDigits.code, 0, ofDigits.stderr);
Deno.mkdirSync(drawings);
Deno.mkdirSync(at("nothing"));
for (let i = 0; i < 6; i++) await drawDigit(drawings, i, { dark: true, side: 90, left: 20 });

const face = (person: number, image: number) =>
  at("faces", `person-${String(person).padStart(3, "0")}`, `00${image}.jpg`);
const lines = (text: string) => text.trim().split("\n");

Deno.test("predict says a line of each image in a folder", async () => {
  const { code, stdout, stderr } = await use("predict", [digitsRun, drawings]);
  assertEquals(code, 0, stderr);
  assertEquals(lines(stdout).length, 6);
  for (const line of lines(stdout)) {
    assert(
      /\.png: (none of these \(nearest: )?\d, [\d.]+ %, [\d.]+° from its prototype/.test(line),
    );
  }
  assertStringIncludes(stderr, "half the smallest angle between two prototypes");
});

Deno.test("predict --json has objects alone on stdout, paths as they were typed", async () => {
  const { code, stdout, stderr } = await use(
    "predict",
    ["digits-run", "drawings", join("drawings", "..", "none.png"), "--json"],
    { env: { INIT_CWD: place } },
  );
  assertEquals(code, 1, "a file is missing");
  assertStringIncludes(stderr, "none.png: no such file or folder");
  Deno.writeTextFileSync(at("drawings", "text.png"), "a text");
  const broken = await use("predict", ["digits-run", "drawings"], { env: { INIT_CWD: place } });
  Deno.removeSync(at("drawings", "text.png"));
  assert(
    lines(broken.stderr).some((line) => line.startsWith("drawings/text.png: ")),
    broken.stderr,
  );
  const found = lines(stdout).map((line) => JSON.parse(line));
  assertEquals(found.length, 6);
  let right = 0;
  for (const { file, class: name, probability, angles, known } of found) {
    assert(file.startsWith("drawings/"), file);
    assertEquals(Object.keys(angles), [..."0123456789"]);
    assert(probability > 0 && probability <= 1 && typeof known === "boolean");
    if (basename(file).startsWith(name)) right++;
  }
  assert(right >= 3, `${right} of 6 digits`);
});

Deno.test("predict names its classes after folders, for images of any size", async () => {
  const trained = JSON.parse(Deno.readTextFileSync(join(facesRun, "config.json"))).run.classNames;
  const { code, stdout, stderr } = await use("predict", [facesRun, face(0, 0), "--json"]);
  assertEquals(code, 0, stderr);
  const { class: name, angles } = JSON.parse(stdout);
  assertEquals([trained.includes(name), Object.keys(angles)], [true, trained]);
});

Deno.test("predict takes patterns, and an image on standard input", async () => {
  const env = { INIT_CWD: place };
  const all = await use("predict", ["digits-run", join("drawings", "*.png")], { env });
  assertEquals([all.code, lines(all.stdout).length], [0, 6], all.stderr);
  assert(all.stdout.startsWith(join("drawings", basename(firstDrawing()))), all.stdout);
  const none = await use("predict", ["digits-run", "drawings/*.bmp", firstDrawing()], { env });
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, "drawings/*.bmp: matches no file");
  const stdin = Deno.readFileSync(firstDrawing());
  const piped = await use("predict", [digitsRun, "-", "--json"], { stdin });
  assertEquals(piped.code, 0, piped.stderr);
  const { angles } = JSON.parse(piped.stdout), [same] = await predicted(firstDrawing());
  assertEquals([JSON.parse(piped.stdout).file, angles], ["-", same.angles]);
  const twice = await use("predict", [digitsRun, "-", "-"], { stdin });
  assertEquals([twice.code, twice.stdout], [2, ""]);
  const text = await use("predict", [digitsRun, "-"], {
    stdin: new TextEncoder().encode("a text"),
  });
  assertEquals(text.code, 1);
  assertStringIncludes(text.stderr, "-: cannot be read as an image");
  assertEquals((await use("predict", [digitsRun, "-"], { stdin: new Uint8Array() })).code, 1);
});

Deno.test("predict --as-is leaves a drawing as it is", async () => {
  const [same] = await predicted(firstDrawing()),
    [other] = await predicted(firstDrawing(), "--as-is");
  assert(same.angles["0"] !== other.angles["0"]);
});

async function predicted(...files: string[]) {
  const { stdout } = await use("predict", [digitsRun, ...files, "--json"]);
  return lines(stdout).map((line) => JSON.parse(line));
}

Deno.test("predict --picture draws the images among the test set, and writes over nothing", async () => {
  const picture = at("where.svg"), args = [digitsRun, drawings, "--picture", picture];
  const { code, stderr } = await use("predict", args);
  assertEquals(code, 0, stderr);
  assertEquals(Deno.readTextFileSync(picture).match(/<image /g)?.length, 12, "and originals");
  const again = await use("predict", args);
  assertEquals([again.code, again.stdout], [1, ""]);
  assertStringIncludes(again.stderr, "--force writes over it");
  assertEquals((await use("predict", [...args, "--force"])).code, 0);
  for (
    const [wrong, code, text] of [
      [["--picture", at("where.bmp")], 2, "ends in .svg or .png"],
      [["--picture", at("no", "where.svg")], 1, "its folder does not exist"],
      [["--data", fewDigits], 2, "no effect without --picture"],
      [["--force"], 2, "no effect without --picture"],
    ] as const
  ) {
    const refused = await use("predict", [digitsRun, firstDrawing(), ...wrong]);
    assertEquals([refused.code, refused.stdout], [code, ""], refused.stderr);
    assertStringIncludes(refused.stderr, text);
  }
});

Deno.test("threshold is chosen on classes held out, written, and used", async () => {
  const { code, stdout, stderr } = await use("threshold", [facesRun, "--far", "0.05"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "on classes held out: 48 images of 6 classes, 168 pairs of one");
  assertStringIncludes(stdout, "classes are few");
  assertStringIncludes(stdout, "for predict: ");
  const saved = JSON.parse(Deno.readTextFileSync(join(facesRun, "threshold.json")));
  assertEquals([saved.from, saved.falseAcceptRate], ["classes held out", 0.05]);
  assert(saved.interval.degrees[0] <= saved.degrees && saved.degrees <= saved.interval.degrees[1]);
  assert(saved.prototypeDegrees >= 0 && saved.prototypeDegrees < 180);
  const told = await use("predict", [facesRun, face(0, 0)]);
  const shown = `threshold: ${saved.prototypeDegrees.toFixed(2)}°, chosen for a false accept rate`;
  assertStringIncludes(told.stderr, shown);
  const used = await use("verify", [facesRun, face(0, 0), face(0, 1), "--json"]);
  assertEquals(used.code, 0, used.stderr);
  const { same, angle, threshold, falseAcceptRate } = JSON.parse(used.stdout);
  assertEquals([threshold, falseAcceptRate, same], [saved.degrees, 0.05, angle <= saved.degrees]);
  const again = await use("threshold", [facesRun, "--far", "0.1"]);
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, "--force replaces it");
  const forced = await use("threshold", [facesRun, "--far", "0.1", "--force"]);
  assertEquals(forced.code, 0, forced.stderr);
});

Deno.test("threshold takes test images where no class was held out, and says so", async () => {
  const { code, stdout, stderr } = await use("threshold", [digitsRun, "--far", "0.01"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "on test images: 500 images of 10 classes");
  assertStringIncludes(stdout, "held no classes out");
  const verified = await use("verify", [digitsRun, ...["0", "0"].map(firstDrawing)]);
  assertEquals(verified.code, 0, verified.stderr);
  assertStringIncludes(verified.stdout, "chosen for a false accept rate of 0.01");
  const other = ["--far", "0.01", "--force", "--data", facesRun];
  assertEquals((await use("threshold", [digitsRun, ...other])).code, 1);
  const moved = await use("threshold", [digitsRun, ...other.slice(0, 4), fewDigits]);
  assertEquals(moved.code, 0, moved.stderr);
});

/** A drawing, whichever. */
function firstDrawing(): string {
  return join(drawings, [...Deno.readDirSync(drawings)].map(({ name }) => name).sort()[0]);
}

Deno.test("verify --pairs tells how often a list is told right", async () => {
  const held: string[] = [];
  const trained = JSON.parse(Deno.readTextFileSync(join(facesRun, "config.json"))).run.classNames;
  for (const { name } of Deno.readDirSync(faces)) if (!trained.includes(name)) held.push(name);
  const [first, second] = held.sort(), numbers = [1, 2, 3, 4, 5, 6, 7];
  const list = numbers.flatMap((k) => [
    `${first} ${k} ${k + 1}`,
    `${first} ${k} ${second} ${k + 1}`,
  ]);
  Deno.writeTextFileSync(at("pairs.txt"), list.join("\n"));
  const { code, stdout, stderr } = await use("verify", [facesRun, "--pairs", at("pairs.txt")]);
  assertEquals(code, 0, stderr);
  for (const text of ["7 pairs of one class, 7 of two", "equal error rate", "by ten folds"]) {
    assertStringIncludes(stdout, text);
  }
  assert(!stdout.includes("true accept rate"), "seven pairs are too few for a rate of 0.1");
  const drawn = ["--pairs", at("pairs.txt"), "--picture", at("roc.svg"), "--json"];
  const json = await use("verify", [facesRun, ...drawn]);
  assertEquals(json.code, 0, json.stderr);
  assertEquals(JSON.parse(json.stdout).pairs, { same: 7, different: 7 });
  assertStringIncludes(Deno.readTextFileSync(at("roc.svg")), "14 listed pairs");
  assertStringIncludes((await use("verify", [facesRun, ...drawn])).stderr, "is there already");
  const idle = await use("verify", [facesRun, face(0, 0), face(0, 1), "--picture", at("x.svg")]);
  assertEquals(idle.code, 2);
  const wrong = async (text: string, data: string) => {
    Deno.writeTextFileSync(at("wrong.txt"), text);
    const args = [facesRun, "--pairs", "wrong.txt", "--data", data];
    const { code, stdout, stderr } = await use("verify", args, { env: { INIT_CWD: place } });
    assertEquals([code, stdout], [1, ""]);
    return stderr;
  };
  const unknown = await wrong(`${trained[0]} 1 2\n${first} 1 ${second} 1`, faces);
  assertStringIncludes(unknown, "wrong.txt: line 1: there is no class");
  const alike = await wrong(`${first} 1 2`, at("gone"));
  assertStringIncludes(alike, ": wrong.txt: lists no pairs of two classes; give both kinds");
  const apart = await wrong(`${first} 1 ${second} 1`, at("gone"));
  assertStringIncludes(apart, ": wrong.txt: lists no pairs of one class; give both kinds");
});

Deno.test("verify --pairs goes by the numbers of files, as train does, and counts in English", async () => {
  const own = at("numbered"), run = at("numbered-run");
  for (const [person, of] of [["ada", 0], ["bob", 1], ["cy", 2], ["dan", 3]] as const) {
    Deno.mkdirSync(join(own, person), { recursive: true });
    for (let k = 0; k < 4; k++) Deno.copyFileSync(face(of, k), join(own, person, `${k + 7}.jpg`));
  }
  const flags = [
    "--data",
    own,
    "--image-size",
    "16x16",
    "--hold-out-classes",
    "cy,dan",
    "--epochs",
  ];
  const trained = await train([...flags, "1", "--batch-size", "4", "--quiet", "--out", run]);
  assertEquals(trained.code, 0, trained.stderr);
  Deno.writeTextFileSync(at("numbered.txt"), "cy 7 10\ncy 7 dan 10\n");
  const { code, stdout, stderr } = await use("verify", [run, "--pairs", at("numbered.txt")]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "1 pair of one class, 1 of two");
});

Deno.test("verify --json says on stderr what threshold it goes by, as predict does", async () => {
  const { stdout, stderr } = await use("verify", [
    digitsRun,
    firstDrawing(),
    firstDrawing(),
    "--json",
  ]);
  assert(JSON.parse(stdout).same);
  assert(stderr.startsWith("threshold: "), stderr);
});

Deno.test("enrol and identify know who was never trained on", async () => {
  const file = at("known.safetensors"), gallery = ["--gallery", file];
  for (const person of [1, 2]) {
    const images = [0, 1, 2].map((image) => face(person, image));
    const { code, stdout, stderr } = await use("enrol", [
      facesRun,
      ...[...gallery, `person ${person}`, ...images],
    ]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, `person ${person}: 3 images`);
  }
  const probes = [face(1, 4), face(2, 5)];
  const wide = [...gallery, "--threshold", "180", "--json"];
  const found = await use("identify", [facesRun, ...wide, ...probes]);
  assertEquals(found.code, 0, found.stderr);
  for (const identity of lines(found.stdout).map((line) => JSON.parse(line))) {
    assert(/^person [12]$/.test(identity.name) && identity.known && identity.angle >= 0);
  }
  const nobody = await use("identify", [facesRun, ...gallery, "--threshold", "0", ...probes]);
  assertStringIncludes(nobody.stdout, "unknown (nearest: person");
  const typo = await use("enrol", [facesRun, ...gallery, "--remove", "person1"]);
  assertEquals([typo.code, typo.stderr.includes("did you mean person 1?")], [1, true], typo.stderr);
  const removed = await use("enrol", [facesRun, ...gallery, "--remove", "person 1"]);
  assertEquals([removed.code, removed.stdout.includes("has 1 name")], [0, true], removed.stderr);
  const other = await use("identify", [digitsRun, ...gallery, firstDrawing()]);
  assertEquals(other.code, 1);
  assertStringIncludes(other.stderr, "is of another model");
});

/** Its file's name has room beside it for no other that is longer, whoever asks. */
function unwritableRun(): string {
  const checkpoint = at(`${"long".repeat(59)}.safetensors`);
  Deno.copyFileSync(join(digitsRun, "checkpoint.safetensors"), checkpoint);
  return checkpoint;
}

Deno.test("wrong input ends in one line, and 2 or 1", async () => {
  const checkpoint = join(digitsRun, "checkpoint.safetensors");
  Deno.mkdirSync(at("folder.safetensors"));
  const cases: [UseCommand, string[], number, string][] = [
    ["predict", [digitsRun], 2, "missing required argument 'images'"],
    ["predict", [digitsRun, drawings, "--jason"], 2, "--json"],
    ["predict", [at("digits-rum"), drawings], 1, "did you mean digits-run?"],
    ["predict", [drawings, drawings], 1, "holds no run"],
    ["predict", [digitsRun, at("nothing"), "--json"], 1, "holds no images"],
    ["predict", [digitsRun, ""], 1, "path is empty"],
    ["predict", ["", drawings], 2, "a path is empty"],
    ["predict", [digitsRun, drawings, "--picture", ""], 2, "--picture"],
    ["predict", [digitsRun, at("two\nlines.png")], 1, "two\\nlines.png: no such file"],
    ["predict", [firstDrawing(), drawings], 1, "is no checkpoint"],
    ["verify", [digitsRun, firstDrawing(), at("nothing.png")], 1, "nothing.png: no such file"],
    ["verify", [digitsRun, firstDrawing()], 2, "give two images"],
    ["verify", [digitsRun, firstDrawing(), "--pairs", "p.txt"], 2, "takes no images"],
    ["threshold", [digitsRun], 2, "--far"],
    ["threshold", [digitsRun, "--far", "0"], 2, "must be above 0 and below 1"],
    ["threshold", [digitsRun, "--far", "1"], 2, "must be above 0 and below 1"],
    ["threshold", [digitsRun, "--far", "2"], 2, "must be above 0 and below 1"],
    ["threshold", [unwritableRun(), "--far", "0.1"], 1, "cannot be written (File name too long)"],
    ["verify", [digitsRun, "--pairs", at("no.txt")], 1, "(No such file or directory); give"],
    ["verify", [digitsRun, "--pairs", drawings], 1, "cannot be read (Is a directory); give a file"],
    ["threshold", [digitsRun, "--far", "much"], 2, "It is not a number"],
    ["enrol", [digitsRun, "Ada", drawings], 2, "--gallery"],
    [
      "enrol",
      [digitsRun, "--gallery", at("g.safetensors"), firstDrawing(), firstDrawing()],
      2,
      "NAME is missing",
    ],
    ["verify", [digitsRun, firstDrawing(), firstDrawing(), "--threshold", "181"], 2, "between 0"],
    ["enrol", [digitsRun, "--gallery", at("g.safetensors"), "Ada"], 2, "give images of it"],
    ["enrol", [digitsRun, "--gallery", at("g.safetensors"), "--remove", "A", "B"], 2, "besides"],
    ["enrol", [digitsRun, "--gallery", at("g.txt"), "Ada", drawings], 2, "g.txt: is no .safe"],
    ["enrol", [at("none"), "--gallery", "", "Ada", drawings], 2, "--gallery: is empty"],
    ["enrol", [digitsRun, "--gallery", at("g.safetensors"), "", drawings], 2, "NAME is empty"],
    ["enrol", [digitsRun, "--gallery", at("g.safetensors"), "--remove", ""], 2, "--remove: is e"],
    ["enrol", [digitsRun, "--gallery", at("g.safetensors"), "A\nB", drawings], 1, "a line break"],
    ["enrol", [digitsRun, "--gallery", at("no/g.safetensors"), "A", drawings], 1, "make the fol"],
    ["identify", [digitsRun, "--gallery", drawings, drawings], 2, "is no .safetensors file"],
    ["identify", [digitsRun, "--gallery", checkpoint, drawings], 1, "is no gallery"],
    ["identify", [digitsRun, "--gallery", at("folder.safetensors"), drawings], 1, "is a folder"],
    ["identify", [digitsRun, "--gallery", at("no.safetensors"), drawings], 1, "does not exist"],
  ];
  for (const [command, args, expected, text] of cases) {
    const { code, stderr } = await use(command, args);
    assertEquals(code, expected, `${command} ${args.join(" ")}: ${stderr}`);
    assertStringIncludes(stderr, text);
    assert(!stderr.includes("    at ") && !stderr.includes("readfile"), stderr);
  }
});

Deno.test("a threshold may be given for once", async () => {
  const two = [...Deno.readDirSync(drawings)].map(({ name }) => join(drawings, name)).slice(0, 2);
  for (const [degrees, same] of [["0", false], ["180", true]] as const) {
    const { stdout, stderr } = await use("verify", [
      digitsRun,
      ...two,
      "--threshold",
      degrees,
      "--json",
    ]);
    assertEquals(JSON.parse(stdout).same, same, stderr);
    assertStringIncludes(stderr, `${degrees}°, as given`);
    const { stdout: said } = await use("predict", [
      digitsRun,
      ...two,
      "--threshold",
      degrees,
      "--json",
    ]);
    for (const line of lines(said)) assertEquals(JSON.parse(line).known, same);
  }
});

Deno.test("verify says where folds of a list are of one kind", async () => {
  const numbers = [1, 2, 3, 4, 5, 6],
    sorted = [
      ...numbers.map((k) => `3 ${k} ${k + 1}`),
      ...numbers.map((k) => `3 ${k} 7 ${k}`),
    ];
  Deno.writeTextFileSync(at("sorted.txt"), sorted.join("\n"));
  const { code, stderr } = await use("verify", [digitsRun, "--pairs", at("sorted.txt")]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "mix the list's lines");
});

Deno.test("files of a folder that are no images are named, and left out", async () => {
  const folder = at("mixed");
  Deno.mkdirSync(folder);
  Deno.copyFileSync(firstDrawing(), join(folder, "a.png"));
  Deno.writeTextFileSync(join(folder, "b.heic"), "x");
  const { code, stderr } = await use("predict", [digitsRun, folder]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "b.heic");
});

Deno.test("a folder with a link back to itself is read once", async () => {
  const folder = at("linked");
  Deno.mkdirSync(folder);
  Deno.copyFileSync(firstDrawing(), join(folder, "a.png"));
  Deno.symlinkSync(folder, join(folder, "again"));
  const { code, stdout, stderr } = await use("predict", [digitsRun, folder]);
  assertEquals([code, lines(stdout).length], [0, 1], stderr);
});

Deno.test("a full standard output ends in one line", async () => {
  const program = new URL("../../lib/cli/predict.ts", import.meta.url).pathname;
  const full = new Deno.Command("sh", {
    args: ["-c", 'exec "$0" "$@" >/dev/full', Deno.execPath(), "run", "-A", "--no-lock"].concat(
      program,
      digitsRun,
      firstDrawing(),
    ),
    stderr: "piped",
  });
  const { code, stderr } = await full.output();
  const [, last] = lines(new TextDecoder().decode(stderr));
  assertEquals(code, 1);
  assertStringIncludes(last, "standard output cannot be written (No space left on device)");
});

Deno.test("images are answered in their order, as often as they were typed, over several chunks", async () => {
  const first = firstDrawing(), many = new Array(205).fill(first);
  const { code, stdout, stderr } = await use("predict", [digitsRun, ...many, at("no.png")]);
  assertEquals(code, 1, stderr);
  assertEquals(lines(stdout).length, 205);
  assertEquals(new Set(lines(stdout)).size, 1);
});
