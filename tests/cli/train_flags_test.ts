import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { trainCommand } from "../../lib/cli/train/arguments.ts";
import { givenFlags, type TrainFlags } from "../../lib/cli/train/flags.ts";
import { feasibilityNote } from "../../lib/cli/train/feasibility_note.ts";
import { flagOf } from "../../lib/cli/train/_flag_of.ts";
import { configFrom, savedConfig, type TrainConfig } from "../../lib/cli/train/config.ts";
import { trainingOptions } from "../../lib/training/options.ts";
import type { TrainingValues } from "../../lib/training/plan.ts";
import { UsageError } from "../../lib/errors.ts";

function parse(...args: string[]): TrainFlags {
  const command = trainCommand().exitOverride().configureOutput({ outputError: () => {} });
  return givenFlags(command.parse(args, { from: "user" }).opts<TrainFlags>());
}

function refused(...args: string[]): string {
  return assertThrows(() => configFrom(parse(...args)), Error).message;
}

Deno.test("no flags: ArcFace, s = 30, m = 0.4, four epochs of batch 256, one-cycle Adam 2e-3", () => {
  assertEquals(configFrom(parse()), {
    head: "arcface",
    scale: 30,
    margin: 0.4,
    prototypes: "separated",
    centerWeight: 0,
    centerRate: 0.5,
    embeddingSize: 2,
    lastPrelu: true,
    epochs: 4,
    batchSize: 256,
    accumulate: 1,
    dropLast: false,
    learningRate: 2e-3,
    schedule: "one-cycle",
    stepSize: 10,
    gamma: 0.8,
    optimizer: "adam",
    momentum: 0.9,
    weightDecay: 0,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clipNorm: 0,
    labelSmoothing: 0,
    ema: 0,
    patience: 0,
    marginWarmUp: 0,
    scaleWarmUp: 0,
    precision: "float32",
    seed: 1,
    classes: 10,
    deterministic: false,
  });
});

Deno.test("each option of training has a flag with its default in --help, and arrives in the configuration", () => {
  const help = trainCommand().helpInformation().replaceAll(/\s+/g, " ");
  for (const [name, { argument, default: value, help: text }] of Object.entries(trainingOptions)) {
    const flag = flagOf(name);
    assertStringIncludes(
      help,
      argument === undefined
        ? `${flag} ${text}`
        : `${flag} ${argument} ${text} (${value})`.replace("  ", " "),
    );
    assertEquals(configFrom(parse())[name as keyof TrainingValues], value);
  }
  assertEquals(configFrom(parse("--accumulate", "3", "--precision", "bfloat16")).accumulate, 3);
});

Deno.test("savedConfig() gives a run of an earlier version what is the default today", () => {
  const { precision: _, accumulate: _2, ...earlier } = configFrom(parse("--epochs", "7"));
  const config = savedConfig(earlier as TrainConfig);
  assertEquals([config.precision, config.accumulate, config.epochs], ["float32", 1, 7]);
});

Deno.test("--preset article reproduces the article verbatim, and flags beside it win", () => {
  const config = configFrom(parse("--preset", "article"));
  const {
    head,
    scale,
    margin,
    prototypes,
    batchSize,
    learningRate,
    schedule,
    dropLast,
    optimizer,
  } = config;
  assertEquals([head, scale, margin, prototypes, batchSize], ["article", 1, 0.01, "random", 1024]);
  assertEquals([learningRate, schedule, dropLast, optimizer], [5e-4, "constant", true, "adam"]);
  const changed = configFrom(
    parse("--preset", "article", "--scale", "30", "--prototypes", "separated"),
  );
  assertEquals([changed.scale, changed.prototypes, changed.margin], [30, "separated", 0.01]);
});

Deno.test("--head-option sets the head's other options, each by its type", () => {
  const sphere = configFrom(
    parse("--head", "sphereface", "--margin", "3", "--head-option", "annealing.min=0"),
  );
  assertEquals([sphere.margin, sphere.headOptions], [3, {
    annealing: { initial: 1000, decayRate: 0.12, min: 0 },
  }]);
  const elastic = configFrom(
    parse("--head", "elasticface", "--head-option", "kind=cos", "--head-option", "plus=true"),
  );
  assertEquals([elastic.headOptions, elastic.margin], [{ kind: "cos", plus: true }, 0.1]);
  assertEquals(configFrom(parse("--head", "elasticface")).margin, 0.4);
});

Deno.test("--no-last-prelu is given only when given", () => {
  assertEquals("lastPrelu" in parse(), false);
  assertEquals(configFrom(parse("--no-last-prelu")).lastPrelu, false);
});

Deno.test("the feasibility note says what cannot be reached, and what could", () => {
  assertEquals(feasibilityNote(configFrom(parse())), undefined);
  assertEquals(feasibilityNote(configFrom(parse("--head", "softmax"))), undefined);
  assertStringIncludes(
    feasibilityNote(configFrom(parse("--head", "adacos")))!,
    "scale that AdaCos chooses",
  );
  const article = feasibilityNote(configFrom(parse("--preset", "article")))!;
  for (const part of ["10 classes in 2 dimensions", "1.617", "20 %", "a scale from"]) {
    assertStringIncludes(article, part);
  }
  const faces = feasibilityNote(configFrom(parse("--scale", "64", "--margin", "0.7")))!;
  assertStringIncludes(faces, "a margin up to 0.5");
  assert(!faces.includes("a scale from"));
});

for (
  const [args, words] of [
    [["--haed", "x"], "--head"],
    [["--head", "arcfase"], "arcface"],
    [["--epochs", "0"], "at least 1"],
    [["--epochs", "four"], "not a number; it must be a whole number of at least 1"],
    [["--epochs", ""], "not a number"],
    [["--batch-size", "-3"], "at least 1"],
    [["--margin", "3.2"], "below π"],
    [["--learning-rate", "0"], "above 0"],
    [["--seed", "1.5"], "whole number"],
    [["--schedule", "onecycle"], "one-cycle"],
    [["--engine", "gpu"], "cpu"],
    [["--head", "sphereface", "--margin", "2.5"], "whole number"],
    [["--head", "cosface", "--margin", "2.5"], "between 0 and 2"],
    [["--margin", "-1"], "0 or more"],
    [["--head", "combined", "--head-option", "cosinMargin=1"], "did you mean cosineMargin"],
    [["--head", "cosface", "--head-option", "m=1"], "no further options"],
    [
      ["--head", "arcface", "--head-option", "sampleRate=0.3"],
      "; partial-arcface has it; here known are detachMargin",
    ],
    [["--head", "magface", "--head-option", "leastNorm=10"], "it is called minNorm now"],
    [
      ["--head", "l-softmax", "--head-option", "annealing.least=1"],
      "it is called annealing.min now",
    ],
    [["--head", "arcface", "--head-option", "rate=1"], "no such option"],
    [["--head", "partial"], "Did you mean partial-arcface?"],
    [["--head", "hyperbolic"], "Known are softmax"],
    [["--head", "arcface", "--head-option", "margin=0.3"], "a flag of its own, --margin"],
    [["--head", "elasticface", "--head-option", "kind=cos", "--margin", "2.5"], "between 0 and 2"],
    [["--head", "combined", "--head-option", "multiplier"], "name=value"],
    [["--head", "combined", "--head-option", "multiplier=two"], "must be a number"],
    [["--head", "elasticface", "--head-option", "plus=yes"], "true or false"],
    [["--head", "softmax", "--margin", "0.4"], "has no effect on head softmax"],
    [["--head", "softmax", "--scale", "30"], "has no effect on head softmax"],
    [["--head", "cosine", "--margin", "0.4"], "has no effect on head cosine"],
    [["--center-rule", "gradient"], "without --center-weight"],
    [["--center-weight", "1", "--center-rule", "grad"], "gradient"],
    [["--head", "softmax", "--margin-warm-up", "1"], "has no effect on head softmax"],
    [["--ring-weight", "-1"], "0 or more"],
    [["--momentum", "0.5"], "has no effect on optimizer adam"],
    [["--center-rate", "0.5"], "without --center-weight"],
    [["--gamma", "0.5"], "has no effect on schedule one-cycle"],
    [["--resume", "a", "--init", "b"], "give only one of them"],
    [["extra"], "argument"],
  ] as [string[], string][]
) {
  Deno.test(`train ${args.join(" ")} is refused`, () =>
    assertStringIncludes(refused(...args), words));
}

Deno.test("a refused flag is a usage error of one line", () => {
  const error = assertThrows(
    () => configFrom(parse("--head", "softmax", "--margin", "0.4")),
    UsageError,
  );
  assert(!error.message.includes("\n"));
});
