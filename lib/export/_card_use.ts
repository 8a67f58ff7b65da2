/** The part of a model card that shows the model in use. */
import type { CardFacts } from "./_card_facts.ts";

/** Samples in TypeScript and Python. */
export function useText(facts: CardFacts): string {
  return `## Use

TypeScript, with margin-losses, the library that trained it; its README says how to link it or
install its package:

\`\`\`ts
import { openRun, predict, readImages } from "@margin-losses/lib";
const run = await openRun("model.safetensors");
console.log(await predict(run, await readImages(run, ["image.png"])));
\`\`\`

Python, with ONNX Runtime (\`pip install onnxruntime numpy pillow\`). It only resizes images: whatever
else is said above of how they have to be is to be done before.

\`\`\`python
${[readSample(facts), RUN_SAMPLE, askSample(facts)].join("\n")}\`\`\`

\`config.json\` has the head, the names of the classes, the shapes${
    facts.threshold ? " and the thresholds" : ""
  }.
`;
}

/** How Pillow does what \`fit\` says. */
const FITTED = {
  cover: (image: string, size: string) => `ImageOps.fit(${image}, ${size})`,
  contain: (image: string, size: string) => `ImageOps.pad(${image}, ${size})`,
  fill: (image: string, size: string) => `${image}.resize(${size})`,
};

function readSample({ imageShape, fit }: CardFacts): string {
  const [height, width, channels] = imageShape;
  const image = `Image.open(path).convert("${channels === 1 ? "L" : "RGB"}")`;
  return `import json
import numpy, onnxruntime
from PIL import Image, ImageOps

config = json.load(open("config.json", encoding="utf-8"))
session = onnxruntime.InferenceSession("model.onnx")

def read(path):  # [1, height, width, channels], 0 to 1
    image = ${FITTED[fit](image, `(${width}, ${height})`)}
    return numpy.asarray(image, "float32").reshape(1, ${imageShape.join(", ")}) / 255
`;
}

const RUN_SAMPLE = `def run(path):  # an embedding, and a score for each class
    [embedding], [logits] = session.run(["embeddings", "logits"], {"images": read(path)})
    return embedding.astype("float64"), logits.astype("float64")

def degrees(a, b):  # between two embeddings; exact near 0 too
    a, b = a / numpy.linalg.norm(a), b / numpy.linalg.norm(b)
    return numpy.degrees(2 * numpy.arctan2(numpy.linalg.norm(a - b), numpy.linalg.norm(a + b)))
`;

function askSample({ threshold, logitsAreCosines }: CardFacts): string {
  const same = threshold && `print("same class:", apart <= config["threshold"]["degrees"])`;
  const known = threshold?.prototypeDegrees !== undefined && logitsAreCosines && [
    `cosine = numpy.clip(logits.max() / config["scale"], -1, 1)  # to the nearest prototype`,
    `known = numpy.degrees(numpy.arccos(cosine)) <= config["threshold"]["prototypeDegrees"]`,
    `print("of one of these classes:", known)`,
  ].join("\n");
  return [
    `one, logits = run("one.png")`,
    `print("class:", config["classNames"][logits.argmax()])`,
    ...(known ? [known] : []),
    `other, _ = run("other.png")`,
    `apart = degrees(one, other)`,
    `print("degrees apart:", apart)`,
    ...(same ? [same] : []),
  ].map((line) => `${line}\n`).join("");
}
