/** The flags of `deno task train`. */
import { engineNames } from "../../engine/names.ts";
import { type Precision, precisions } from "../../engine/precision.ts";
import { type CenterRule, centerRules } from "../../losses/center_rules.ts";
import { headNames } from "../../heads/catalog.ts";
import { scheduleNames } from "../../training/schedule.ts";
import { Command, InvalidArgumentError, Option } from "../_commander.ts";
import { nearest } from "../_nearest.ts";

/** Flags as given; what was not given is absent. */
export interface TrainFlags {
  head?: string;
  /** List the heads instead of training. */
  heads?: boolean;
  /** `name=value` each. */
  headOption?: string[];
  centerWeight?: number;
  centerRate?: number;
  scale?: number;
  margin?: number;
  prototypes?: "separated" | "random";
  epochs?: number;
  batchSize?: number;
  accumulate?: number;
  dropLast?: boolean;
  learningRate?: number;
  optimizer?: "adam" | "sgd";
  momentum?: number;
  weightDecay?: number;
  schedule?: (typeof scheduleNames)[number];
  stepSize?: number;
  gamma?: number;
  /** False after `--no-last-prelu`. */
  lastPrelu?: boolean;
  embeddingSize?: number;
  classes?: number;
  seed?: number;
  marginWarmUp?: number;
  scaleWarmUp?: number;
  precision?: Precision;
  /** Weight of ring loss. */
  ringWeight?: number;
  /** Weight of contrastive-center loss. */
  contrastiveWeight?: number;
  centerRule?: CenterRule;
  limit?: number;
  data?: string;
  preset?: "article";
  out?: string;
  resume?: string;
  init?: string;
  stopAfter?: number;
  engine?: (typeof engineNames)[number];
  deterministic?: boolean;
  quiet?: boolean;
  json?: boolean;
}

/** The command, without its action. */
export function trainCommand(): Command {
  const command = new Command("deno task train").usage("[flags]").description(
    "Train the article's network on MNIST and draw what its 2-D embeddings do. Without flags: ArcFace, four epochs.",
  );
  command.helpOption("--help", "show this").allowExcessArguments(false);
  for (const [group, options] of Object.entries(flagGroups)) {
    for (const option of options()) command.addOption(option.helpGroup(`${group}:`));
  }
  command.addHelpText("after", EXAMPLES);
  return command;
}

/** What was given: commander sets a `--no-…` flag to true when it is absent. */
export function givenFlags(options: TrainFlags): TrainFlags {
  const { lastPrelu, ...flags } = options;
  return lastPrelu === false ? { ...flags, lastPrelu } : flags;
}

const EXAMPLES = `
Examples:
  deno task train                                        ArcFace, s = 30, m = 0.4, four epochs
  deno task train --head softmax --center-weight 0.1     softmax with center loss
  deno task train --preset article                       the article to the letter
  deno task train --resume runs/arcface-1-20260101-120000
  deno task train --limit 6000 --epochs 2                a quick look, three in four right

Environment:
  MARGIN_ENGINE=NAME  as --engine, which goes before it
  MARGIN_OPS=plain    the ops that TensorFlow runs by itself instead of the fast ones, on the native engine's CPU
  MARGIN_THREADS=N    cores that the native engine uses (all)
  MARGIN_CACHE=DIR    where the engine is (default: margin-losses in your cache folder)

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C after saving.`;

const flagGroups: Record<string, () => Option[]> = {
  "What is trained": () => [
    choice("--head <name>", "the last layer and its loss (arcface)", headNames),
    new Option("--heads", "list the heads, their formulas and defaults, and end"),
    number("--scale <s>", "s of the head (30; article 1)", above(0)),
    number("--margin <m>", "m of the head (arcface 0.4 radians; --heads lists the others)", atLeast(0)),
    new Option("--head-option <name=value>", "another option of the head; may be given again").argParser(collect),
    choice("--prototypes <start>", "where normalised prototypes start (separated; article: random)", [
      "separated",
      "random",
    ]),
    number("--center-weight <λ>", "adds center loss with this weight (0 = off)", atLeast(0)),
    number("--center-rate <α>", "how fast its centers follow (0.5)", between(0, 1)),
    choice("--center-rule <name>", "how its centers move (paper)", centerRules),
    number("--contrastive-weight <λ>", "adds contrastive-center loss with this weight (0 = off)", atLeast(0)),
    number("--ring-weight <λ>", "adds ring loss with this weight (0 = off)", atLeast(0)),
    number("--embedding-size <D>", "length of an embedding (2)", whole(1)),
    new Option("--no-last-prelu", "leave out the article's PReLU after the embedding"),
    choice("--preset <name>", "article: its head, s = 1, m = 0.01, batch 1024, Adam 5e-4, constant rate", ["article"]),
  ],
  "How": () => [
    number("--epochs <n>", "passes over the training set (4)", whole(1)),
    number("--batch-size <n>", "images a step (256)", whole(1)),
    number("--accumulate <n>", "batches whose gradients make one step (1)", whole(1)),
    new Option("--drop-last", "leave out an epoch's incomplete last batch"),
    number("--learning-rate <rate>", "highest rate (0.002)", above(0)),
    choice("--schedule <name>", "how the rate goes over the run (one-cycle)", scheduleNames),
    number("--step-size <n>", "schedule step: epochs between two falls (10)", whole(1)),
    number("--gamma <γ>", "schedule step: factor of a fall (0.8)", above(0)),
    choice("--optimizer <name>", "(adam)", ["adam", "sgd"]),
    number("--momentum <μ>", "sgd only (0.9)", between(0, 1)),
    number("--weight-decay <w>", "L2 (0)", atLeast(0)),
    number("--margin-warm-up <epochs>", "over which the margin rises from none (0)", atLeast(0)),
    number("--scale-warm-up <epochs>", "over which the scale rises from a sixth (0)", atLeast(0)),
    choice(
      "--precision <name>",
      "of products in training (float32); bfloat16 is faster where the processor or GPU has it, and several times slower " +
        "where it must be imitated",
      precisions,
    ),
    number("--seed <n>", "of weights, prototypes and shuffles (1)", whole(0)),
  ],
  "On what": () => [
    new Option("--data <dir>", "any folder with the four IDX files (data/mnist)"),
    number("--classes <n>", "number of classes (10)", whole(2)),
    number("--limit <n>", "only the first n training images", whole(1)),
    choice("--engine <name>", "which engine runs (auto: the fastest that is here)", engineNames),
    new Option("--deterministic", "fixed op variants; on a GPU also deterministic ops"),
  ],
  "Runs": () => [
    new Option("--out <dir>", "where to write (runs/<head>-<seed>-<time>)"),
    new Option("--resume <dir>", "go on with a run that was stopped"),
    new Option("--init <dir>", "a new run that starts from that run's weights"),
    number("--stop-after <n>", "stop after n epochs of this start; --resume goes on", whole(1)),
    new Option("--quiet", "print errors only"),
    new Option("--json", "one record an epoch on stdout, all else on stderr"),
  ],
};

type Check = (value: number) => string | undefined;

const whole = (least: number): Check => (value) =>
  Number.isSafeInteger(value) && value >= least ? undefined : `a whole number of at least ${least}`;
const above = (low: number): Check => (value) => value > low ? undefined : `above ${low}`;
const atLeast = (low: number): Check => (value) => value >= low ? undefined : `${low} or more`;
const between = (low: number, high: number): Check => (value) =>
  value >= low && value < high ? undefined : `at least ${low} and below ${high}`;

function collect(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}

function number(flags: string, description: string, check: Check): Option {
  return new Option(flags, description).argParser((text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) throw new InvalidArgumentError(`It is not a number; it must be ${check(NaN)}.`);
    const range = check(value);
    if (range) throw new InvalidArgumentError(`It must be ${range}.`);
    return value;
  });
}

function choice(flags: string, description: string, known: readonly string[]): Option {
  return new Option(flags, `${description}: ${known.join(", ")}`).argParser((text) => {
    if (known.includes(text)) return text;
    const meant = nearest(text, known);
    throw new InvalidArgumentError(`${meant ? `Did you mean ${meant}? ` : ""}Known are ${known.join(", ")}.`);
  });
}
