import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { givenFlags, trainCommand, type TrainFlags } from "../../lib/cli/train/arguments.ts";
import { configFrom } from "../../lib/cli/train/config.ts";
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
    dropLast: false,
    learningRate: 2e-3,
    schedule: "one-cycle",
    stepSize: 10,
    gamma: 0.8,
    optimizer: "adam",
    momentum: 0.9,
    weightDecay: 0,
    seed: 1,
    classes: 10,
    deterministic: false,
  });
});

Deno.test("--preset article is the article to the letter, and flags beside it win", () => {
  const config = configFrom(parse("--preset", "article"));
  const { head, scale, margin, prototypes, batchSize, learningRate, schedule, dropLast, optimizer } = config;
  assertEquals([head, scale, margin, prototypes, batchSize], ["article", 1, 0.01, "random", 1024]);
  assertEquals([learningRate, schedule, dropLast, optimizer], [5e-4, "constant", true, "adam"]);
  const changed = configFrom(parse("--preset", "article", "--scale", "30", "--prototypes", "separated"));
  assertEquals([changed.scale, changed.prototypes, changed.margin], [30, "separated", 0.01]);
});

Deno.test("--no-last-prelu is given only when given", () => {
  assertEquals("lastPrelu" in parse(), false);
  assertEquals(configFrom(parse("--no-last-prelu")).lastPrelu, false);
});

for (
  const [args, words] of [
    [["--heads", "x"], "--head"],
    [["--head", "arcfase"], "arcface"],
    [["--epochs", "0"], "at least 1"],
    [["--epochs", "four"], "not a number"],
    [["--epochs", ""], "not a number"],
    [["--batch-size", "-3"], "at least 1"],
    [["--margin", "3.2"], "below π"],
    [["--learning-rate", "0"], "above 0"],
    [["--seed", "1.5"], "whole number"],
    [["--schedule", "onecycle"], "one-cycle"],
    [["--engine", "gpu"], "cpu"],
    [["--head", "softmax", "--margin", "0.4"], "means nothing to head softmax"],
    [["--head", "softmax", "--scale", "30"], "means nothing to head softmax"],
    [["--head", "cosine", "--margin", "0.4"], "means nothing to head cosine"],
    [["--momentum", "0.5"], "means nothing to optimizer adam"],
    [["--center-rate", "0.5"], "without --center-weight"],
    [["--gamma", "0.5"], "means nothing to schedule one-cycle"],
    [["--resume", "a", "--init", "b"], "give one of them"],
    [["extra"], "argument"],
  ] as [string[], string][]
) {
  Deno.test(`train ${args.join(" ")} is refused`, () => assertStringIncludes(refused(...args), words));
}

Deno.test("a refused flag is a usage error of one line", () => {
  const error = assertThrows(() => configFrom(parse("--head", "softmax", "--margin", "0.4")), UsageError);
  assert(!error.message.includes("\n"));
});
