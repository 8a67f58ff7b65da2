/** The first part of a model card: what the model is, and what it was trained on. */
import { type CardFacts, countText, escaped, namesText } from "./_card_facts.ts";

/** The title, and what is to be known of the model. */
export function aboutText(facts: CardFacts): string {
  const { name, imageShape, embeddingSize, preprocessing } = facts;
  return `# ${escaped(name)}

Embeddings of images: images of ${
    imageShape.join("×")
  } become ${embeddingSize} numbers, in whose angles images of one
class lie close together.

${trainedText(facts)}
${heldOutText(facts)}Images are float32 from 0 to 1, \`[N, height, width, channels]\`. ${
    escaped(preprocessing)
  }
`;
}

const IMAGES = ["image", "images"] as const;
const CLASSES = ["class", "classes"] as const;

/** `Trained with the head … on 3,000 images of 10 classes from MNIST, for 1 epoch. …`. */
function trainedText(facts: CardFacts): string {
  const { classNames, dataset, training } = facts;
  const classes = countText(classNames.length, CLASSES), data = dataset && escaped(dataset.name);
  const names = namesText(classNames);
  const start = `Trained with the head ${methodText(facts)}`;
  if (!training) return `${start}${data ? ` on ${data}` : ""}. ${classes}: ${names}.\n`;
  const source = data ? ` from ${data}` : "";
  return `${start} on ${countText(training.images, IMAGES)} of ${classes}${source}, for ${
    epochsText(training)
  }. Its classes: ${names}.\n`;
}

function methodText({ head, scale, margin }: CardFacts): string {
  const options = [
    ...(scale === undefined ? [] : [`s = ${Number(scale.toFixed(4))}`]),
    ...(margin === undefined ? [] : [`m = ${margin}`]),
  ];
  return options.length > 0 ? `${head} (${options.join(", ")})` : head;
}

function epochsText({ epochs, planned = epochs }: NonNullable<CardFacts["training"]>): string {
  return planned > epochs
    ? `${epochs} of ${planned} planned epochs`
    : countText(epochs, ["epoch", "epochs"]);
}

function heldOutText({ heldOut }: CardFacts): string {
  if (!heldOut) return "";
  const { images, classNames } = heldOut;
  const which = classNames
    ? `${countText(classNames.length, CLASSES)}: ${namesText(classNames)}`
    : "other classes";
  return `Held out, and so not trained on: ${countText(images, IMAGES)} of ${which}.\n\n`;
}
