/** The command line of `deno task train`. */
import { above, atLeast, between, whole } from "../../check.ts";
import { engineNames } from "../../engine/names.ts";
import { headCatalog, headNames } from "../../heads/catalog.ts";
import { centerDefaults, centerRules } from "../../losses/center_rules.ts";
import { fits } from "../../data/names.ts";
import { trainingOptions } from "../../training/options.ts";
import { Command, Option } from "../_commander.ts";
import { choice, number, trainingFlag } from "../_flag_builders.ts";
import { flagDefaults } from "./flags.ts";

/** The command, without its action. */
export function trainCommand(): Command {
  const command = new Command("deno task train").usage("[flags]").description(
    "Train the article's network, on MNIST or your own images, and draw what its embeddings do. " +
      "Without flags: ArcFace on MNIST in 2-D, four epochs.",
  );
  command.helpOption("--help", "show this").allowExcessArguments(false);
  for (const [group, options] of Object.entries(flagGroups)) {
    for (const option of options()) command.addOption(option.helpGroup(`${group}:`));
  }
  command.addHelpText("after", EXAMPLES);
  return command;
}

const EXAMPLES = `
Examples:
  deno task train                                        ArcFace, s = 30, m = 0.4, four epochs
  deno task train --head softmax --center-weight 0.1     softmax with center loss
  deno task train --preset article                       a verbatim reproduction of the article
  deno task train --resume runs/arcface-1-20260101-120000
  deno task train --limit 6000 --epochs 2                a quick look, 75 to 80 % accuracy
  deno task train --data FOLDER --image-size 64x64 --embedding-size 128 --hold-out-classes 0.2
                                                         your own images, one subfolder a class

Environment:
  MARGIN_ENGINE=NAME  as --engine, which takes precedence
  MARGIN_OPS=plain    the ops that TensorFlow runs by itself instead of the fast ones, on the native engine's CPU
  MARGIN_THREADS=N    cores that the native engine uses (all); the sums' rounding depends on it
  MARGIN_CACHE=DIR    where the engine is (default: margin-losses in your cache folder)

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C after saving.`;

const arcface = headCatalog.arcface.defaults;

const flagGroups: Record<string, () => Option[]> = {
  "What is trained": () => [
    choice("--head <name>", "the last layer and its loss (arcface)", headNames),
    new Option("--heads", "list the heads, their formulas and defaults, and exit"),
    number(
      "--scale <s>",
      `s of the head (arcface ${arcface.scale}; --heads lists the others)`,
      above(0),
    ),
    number(
      "--margin <m>",
      `m of the head (arcface ${arcface.margin} radians; --heads lists the others)`,
      atLeast(0),
    ),
    new Option("--head-option <name=value>", "another option of the head; repeatable")
      .argParser(collect),
    choice(
      "--prototypes <start>",
      "where normalised prototypes start (separated; article: random)",
      [
        "separated",
        "random",
      ],
    ),
    number("--center-weight <λ>", "adds center loss with this weight (0 = off)", atLeast(0)),
    number(
      "--center-rate <α>",
      `how fast its centers follow (${flagDefaults.centerRate})`,
      between(0, 1),
    ),
    choice("--center-rule <name>", `how its centers move (${centerDefaults.rule})`, centerRules),
    number(
      "--contrastive-weight <λ>",
      "adds contrastive-center loss with this weight (0 = off)",
      atLeast(0),
    ),
    number("--ring-weight <λ>", "adds ring loss with this weight (0 = off)", atLeast(0)),
    number(
      "--embedding-size <D>",
      `length of an embedding (${flagDefaults.embeddingSize})`,
      whole(1),
    ),
    new Option("--no-last-prelu", "leave out the article's PReLU after the embedding"),
    choice(
      "--preset <name>",
      "article: its head, s = 1, m = 0.01, batch 1024, Adam 5e-4, constant rate",
      ["article"],
    ),
  ],
  "How": () => [
    ...Object.entries(trainingOptions).map(([name, option]) => trainingFlag(name, option)),
    number(
      "--backbone-rate <factor>",
      "factor of the backbone's learning rate, 0 freezes it (1)",
      atLeast(0),
    ),
    new Option(
      "--sampler <PxM>",
      "batches of P classes with M images of each, such as 8x4; sets the batch size",
    ),
  ],
  "On what": () => [
    new Option(
      "--data <path>",
      "a folder of images by class, of IDX files, an .npz or .csv file, or characters (data/mnist)",
    ),
    number(
      "--classes <n>",
      `number of classes of IDX files or characters (${flagDefaults.classes}, 500)`,
      whole(2),
    ),
    number("--first-label <n>", "the label of the first class (0; EMNIST's letters: 1)", whole(0)),
    new Option("--transpose", "IDX images are stored with rows and columns exchanged, as EMNIST's"),
    new Option("--image-size <HxW>", "what images are brought to, such as 64x64 (their own size)"),
    choice("--channels <n>", "grey or colour (as the images are)", ["1", "3"]),
    choice("--fit <how>", "how an image of another shape fills that size (cover)", fits),
    number(
      "--test-share <share>",
      "share of each class's images to test on, where there is no test part (0.1)",
      between(0, 1),
    ),
    new Option(
      "--hold-out-classes <share or names>",
      "classes never trained on, to be told apart: a share, or names such as 8,9",
    ),
    new Option(
      "--pairs <file>",
      "pairs to verify on, in LFW's format, of the classes not trained on",
    ),
    new Option("--augment <changes>", "varies training images, such as shift=2,rotate=10"),
    new Option("--skip-broken", "leave out files that are no images"),
    number("--decoders <n>", "threads that read images ahead (2)", whole(0)),
    number(
      "--limit <n>",
      "only so many training images: the first ones; of a folder or characters, drawn",
      whole(1),
    ),
    choice("--engine <name>", "which engine to use (auto: the fastest available)", engineNames),
    new Option("--deterministic", "fixed op variants; on a GPU also deterministic ops"),
  ],
  "Runs": () => [
    new Option("--out <dir>", "where to write (runs/<head>-<seed>-<time>)"),
    new Option("--resume <dir>", "resume a stopped run"),
    new Option("--init <dir>", "a new run that starts from that run's weights"),
    new Option(
      "--keep-best",
      "also save the epoch with the best test accuracy, as best.safetensors",
    ),
    number("--stop-after <n>", "stop after n more epochs; --resume continues", whole(1)),
    new Option("--quiet", "print errors only"),
    new Option("--json", "one record an epoch on stdout, all else on stderr"),
  ],
};

function collect(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
