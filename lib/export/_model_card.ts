/** A model card: what the Hugging Face hub shows of a model, and what it sorts it by. */
import { aboutText } from "./_card_about.ts";
import type { CardFacts } from "./_card_facts.ts";
import { thresholdText } from "./_card_threshold.ts";
import { useText } from "./_card_use.ts";

/** Whose verification is measured apart. */
const OTHERS = "classes not trained on";

/** Measures by their name in the log: that of the hub, the one in words, and how it is shown. */
const MEASURES = {
  testAccuracy: ["accuracy", "test accuracy", "%"],
  testLoss: ["loss", "test loss", ""],
  intraClassAngle: ["intra_class_angle", "mean angle to the own class's mean", "°"],
  nearestClassAngle: ["nearest_class_angle", "smallest angle between two classes", "°"],
  equalErrorRate: ["equal_error_rate", `equal error rate, ${OTHERS}`, "%"],
  trueAcceptRate: [
    "true_accept_rate",
    `true accept rate at a false accept rate of 0.001, ${OTHERS}`,
    "%",
  ],
  rank1: ["rank_1", `rank-1 identification, ${OTHERS}`, "%"],
  pairAccuracy: ["pair_accuracy", "verification accuracy on a list of pairs, ten folds", "%"],
} as const;

type Measure = keyof typeof MEASURES;

/** The card's text. */
export async function modelCard(facts: CardFacts): Promise<string> {
  const parts = [
    ...[aboutText(facts), measuredText(facts)],
    ...[thresholdText(facts.threshold), useText(facts)],
  ].filter((part) => part !== "");
  return `---\n${await frontMatter(facts)}---\n\n${parts.join("\n")}`;
}

/** Class names in front of the card, where people read them too; `config.json` has all. */
const MOST_IN_FRONT = 100;

/** All text in quotes, as YAML 1.1 has it: there `no` is false and `1:30` is ninety. */
async function frontMatter(facts: CardFacts): Promise<string> {
  const { stringify } = await import("npm:yaml@2.9.1");
  const { name, head, dataset } = facts, results = resultsOf(facts);
  const data = {
    library_name: "margin-losses",
    pipeline_tag: "image-feature-extraction",
    tags: ["metric-learning", "embeddings", head, "onnx"],
    ...(dataset?.id === undefined ? {} : { datasets: [dataset.id] }),
    ...(results.length === 0 ? {} : { "model-index": [{ name, results }] }),
  };
  const quoted = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;
  return stringify(data, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false, ...quoted });
}

/** Results on the classes of the head, and on others. */
function resultsOf({ dataset, classNames, heldOut, ...facts }: CardFacts) {
  const { name = "unknown", id: type = "unknown" } = dataset ?? {};
  const task = { type: "image-feature-extraction", name: "Image embeddings" };
  const metrics = measured(facts).map(([key, value]) => {
    const [type, name] = MEASURES[key];
    return { type, name, value };
  });
  const isOfOthers = ({ name }: { name: string }) => name.includes(OTHERS);
  const own = { name, type, ...argsOf(classNames) };
  const others = { name: `${name}, ${OTHERS}`, type, ...argsOf(heldOut?.classNames) };
  return [
    { dataset: own, metrics: metrics.filter((one) => !isOfOthers(one)) },
    { dataset: others, metrics: metrics.filter(isOfOthers) },
  ].filter(({ metrics }) => metrics.length > 0).map((result) => ({ task, ...result }));
}

function argsOf(classes: readonly string[] = []) {
  const isListed = classes.length > 0 && classes.length <= MOST_IN_FRONT;
  return isListed ? { args: { classes } } : {};
}

function measured({ results = {} }: Pick<CardFacts, "results">): [Measure, number][] {
  return (Object.keys(MEASURES) as Measure[]).flatMap((key) => {
    const value = results[key];
    return typeof value === "number" && Number.isFinite(value) ? [[key, value] as const] : [];
  }) as [Measure, number][];
}

function measuredText(facts: CardFacts): string {
  const rows = measured(facts).map(([key, value]) => {
    const [, name, unit] = MEASURES[key];
    const shown = unit === "%" ? `${(100 * value).toFixed(2)} %` : `${value.toFixed(3)}${unit}`;
    return `| ${name} | ${shown} |\n`;
  });
  if (rows.length === 0) return "";
  return `## Measured\n\n| what | on images not trained on |\n| --- | --- |\n${rows.join("")}`;
}
