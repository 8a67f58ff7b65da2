/** A model card: what the Hugging Face hub shows of a model, and what it sorts it by. */
import type { TestResult } from "../types.ts";

/** What a card is about. */
export interface CardFacts {
  /** The model's name. */
  name: string;
  head: string;
  scale?: number;
  margin?: number;
  /** `[C]`. */
  classNames: readonly string[];
  /** `[height, width, channels]`. */
  imageShape: readonly number[];
  embeddingSize: number;
  /** How images become what the network takes, a sentence. */
  preprocessing: string;
  threshold?: { degrees: number; falseAcceptRate?: number };
  results?: TestResult;
  dataset?: { name: string; id?: string };
}

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
  const parts = [aboutText(facts), measuredText(facts), useText(facts)];
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
function resultsOf({ dataset, classNames, ...facts }: CardFacts) {
  const { name = "unknown", id: type = "unknown" } = dataset ?? {};
  const listed = classNames.length > MOST_IN_FRONT ? {} : { args: { classes: classNames } };
  const task = { type: "image-feature-extraction", name: "Image embeddings" };
  const metrics = measured(facts).map(([key, value]) => {
    const [type, name] = MEASURES[key];
    return { type, name, value };
  });
  const isOfOthers = ({ name }: { name: string }) => name.includes(OTHERS);
  return [
    { dataset: { name, type, ...listed }, metrics: metrics.filter((one) => !isOfOthers(one)) },
    { dataset: { name: `${name}, ${OTHERS}`, type }, metrics: metrics.filter(isOfOthers) },
  ].filter(({ metrics }) => metrics.length > 0).map((result) => ({ task, ...result }));
}

function measured({ results = {} }: Pick<CardFacts, "results">): [Measure, number][] {
  return (Object.keys(MEASURES) as Measure[]).flatMap((key) => {
    const value = results[key];
    return typeof value === "number" && Number.isFinite(value) ? [[key, value] as const] : [];
  }) as [Measure, number][];
}

/** Class names that are listed. */
const LISTED = 20;

function aboutText({ name, head, scale, margin, ...facts }: CardFacts): string {
  const { classNames, imageShape, embeddingSize, dataset, preprocessing } = facts;
  const options = [
    ...(scale === undefined ? [] : [`s = ${rounded(scale)}`]),
    ...(margin === undefined ? [] : [`m = ${margin}`]),
  ];
  const method = options.length > 0 ? `${head} (${options.join(", ")})` : head;
  const more = classNames.length > LISTED ? " …" : "";
  return `# ${escaped(name)}

Embeddings of images, trained with the head ${method}${
    dataset ? ` on ${escaped(dataset.name)}` : ""
  }: images of ${
    imageShape.join("×")
  } become ${embeddingSize} numbers, in whose angles images of one
class lie close together. ${classNames.length} classes: ${
    classNames.slice(0, LISTED).map(escaped).join(", ")
  }${more}.

Images are float32 from 0 to 1, \`[N, height, width, channels]\`. ${escaped(preprocessing)}
`;
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

function useText({ imageShape, threshold }: CardFacts): string {
  const degrees = threshold?.degrees.toFixed(1);
  const rate = threshold?.falseAcceptRate === undefined
    ? ""
    : `, chosen for a false accept rate of ${threshold.falseAcceptRate}`;
  const line = threshold ? `Two images are of one class up to ${degrees}°${rate}.\n\n` : "";
  return `## Use

${line}TypeScript, with the library that trained it:

\`\`\`ts
import { openRun, predict, readImages } from "@margin-losses/lib";
const run = await openRun("model.safetensors");
console.log(await predict(run, await readImages(run, ["image.png"])));
\`\`\`

Python, with ONNX Runtime:

\`\`\`python
import numpy, onnxruntime
session = onnxruntime.InferenceSession("model.onnx")
images = numpy.zeros([2, ${imageShape.join(", ")}], "float32")
embeddings, logits = session.run(["embeddings", "logits"], {"images": images})
unit = embeddings / numpy.linalg.norm(embeddings, axis=1, keepdims=True)
print(numpy.degrees(numpy.arccos(numpy.clip(unit[0] @ unit[1], -1, 1))))
\`\`\`

\`config.json\` has the head, the names of the classes and the shapes.
`;
}

const rounded = (value: number) => Number(value.toFixed(4));

/** Text of others in Markdown: what would be markup is shown as it is. */
function escaped(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>#|&~$]/g, "\\$&");
}
