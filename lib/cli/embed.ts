/** `deno task embed`: the embeddings of images by a trained model, as a file. */
import { integer, whole } from "../check.ts";
import { UsageError } from "../errors.ts";
import type { EmbeddingTable } from "../export/mod.ts";
import { labelsPathFor } from "../export/embedding_formats.ts";
import { exitCodes, runProgram } from "./_commander.ts";
import { printable } from "./_printable.ts";
import { typedPath } from "./_typed_path.ts";
import { checkOut } from "./embed/out_file.ts";
import { partFlag, type PartName } from "./embed/parts.ts";
import { number } from "./_flag_builders.ts";
import { AS_IS, type AsIs, EXIT_CODES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";

interface Flags extends AsIs {
  out: string;
  part?: PartName[];
  data?: string;
  classes?: number;
  firstLabel?: number;
  force?: boolean;
}

const DATA =
  "JPEG, PNG, WebP, GIF, AVIF or TIFF files, folders of them (a subfolder is a class), or a data set as deno task train " +
  "--data takes it: IDX files, .npz, .csv, characters";

const FORMATS = `
What FILE holds, by its ending:
  .npy          float32 [N, D] for numpy.load; where classes are known, their numbers, int32 [N], in FILE.labels.npy
  .safetensors  embeddings [N, D], labels, predicted and probabilities [N]; names, model and run in its metadata
  .csv          a header, then a line for each image: file, part, class, label, predicted, probability, embedding_0 …
  .parquet      the same columns, and embedding, a list of float32
Labels number the run's classes from 0, and other classes after those; -1, or an empty cell, is an image without class.
Image files are brought to the model's shape, and digits made like MNIST's, as deno task predict does; a data set is
taken as it is.

Examples:
  deno task embed runs/arcface-1-20260101-120000 --part test --out test.npy
  deno task embed runs/arcface-1-20260101-120000 photos more/one.jpg --out photos.csv
  deno task embed runs/arcface-1-20260101-120000 /data/fashion-mnist --part test --out fashion.parquet
`;

let code: number = exitCodes.done;

const program = useCommand(
  "embed",
  "RUN DATA… --out FILE, or RUN --part NAMES --out FILE",
  "Write the embedding of each image: D numbers, near to each other for images of one class.",
)
  .argument("<run>", RUN)
  .argument("[data...]", `${DATA}; without any, --part of the run's own data`)
  .requiredOption("--out <file>", "a name ending in .npy, .safetensors, .csv or .parquet")
  .addOption(partFlag())
  .option("--data <path>", "with --part alone, where the run's data are now, if they were moved")
  .addOption(number("--classes <n>", "of DATA in IDX files (10), or characters (500)", whole(1)))
  .addOption(number("--first-label <n>", "of DATA in IDX files or arrays (0)", integer))
  .option(...AS_IS)
  .option("--force", "replace a file that is there")
  .addHelpText("after", FORMATS + EXIT_CODES)
  .action(embedAll);

async function embedAll(path: string, typed: string[], flags: Flags) {
  refuseMixed(typed, flags);
  const out = typedPath(flags.out);
  checkOut(flags.out, { path: out, force: flags.force });
  const run = await openTyped(path, { writes: true, asIs: flags.asIs });
  const { Faults } = await import("./use/faults.ts");
  const { ownSources, typedSources } = await import("./embed/sources.ts");
  const { tableOf } = await import("./embed/table.ts");
  const { saveEmbeddings } = await import("../export/mod.ts");
  const faults = new Faults(), { part: parts, classes, firstLabel } = flags;
  const place = flags.data === undefined ? undefined : typedPath(flags.data);
  const sources = typed.length === 0
    ? await ownSources(run, parts!, { place })
    : await typedSources(run, typed, { parts, classes, firstLabel, faults });
  const table = await tableOf(run, sources, { faults });
  await saveEmbeddings(out, table);
  console.log(printable(doneText(flags.out, table)));
  const note = furtherNote(flags.out, table, run.classNames.length);
  if (note) console.error(printable(note));
  if (faults.count > 0) code = exitCodes.failed;
}

function refuseMixed(typed: string[], flags: Flags): void {
  if (typed.length === 0 && flags.part === undefined) {
    throw new UsageError(
      "give images or a data set after the run, or --part test (train, unseen) for the run's own data; see --help",
    );
  }
  if (typed.length > 0 && flags.data !== undefined) {
    throw new UsageError("--data: has no effect besides DATA; it says where the run's own are");
  }
  for (
    const [flag, value] of Object.entries({
      classes: flags.classes,
      "first-label": flags.firstLabel,
    })
  ) {
    if (typed.length > 0 || value === undefined) continue;
    throw new UsageError(`--${flag}: has no effect on the run's own data; leave it out`);
  }
}

function doneText(out: string, { labels, parts, embeddingSize }: EmbeddingTable): string {
  const count = (value: number) => value.toLocaleString("en"), rows = labels!.length;
  const names = [...new Set(parts)];
  const ofParts = names.map((part) =>
    `${count(parts!.filter((own) => own === part).length)} ${part}`
  );
  const what = names.length > 1 ? ` (${ofParts.join(", ")})` : "";
  const hasLabels = /\.npy$/i.test(out) && labels!.some((label) => label >= 0);
  return `${out}: ${count(rows)} ${
    rows === 1 ? "embedding" : "embeddings"
  } of ${embeddingSize} numbers${what}${hasLabels ? `; labels in ${labelsPathFor(out)}` : ""}`;
}

/** `.npy` has no names: which classes are numbered behind those of the run. */
function furtherNote(out: string, { classNames = [] }: EmbeddingTable, known: number) {
  const further = classNames.slice(known), some = further.slice(0, 10).join(", ");
  if (further.length === 0 || !/\.npy$/i.test(out)) return undefined;
  return `note: labels from ${known} on are of classes that the run was not trained on: ${some}${
    further.length > 10 ? " …" : ""
  }`;
}

const ended = await runProgram(program);
Deno.exit(ended || code);
