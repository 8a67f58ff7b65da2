import { join } from "node:path";
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Embeddings, ImageShape } from "../types.ts";
import { makeOutputFolder } from "./_make_folder.ts";
import { spriteOf, spritePng } from "./_sprite.ts";

export { spriteCapacity } from "./_sprite.ts";

/** Options of {@linkcode exportProjector}. */
export interface ExportProjectorOptions {
  /**
   * Class names; by default those of the embeddings, or numbers. Beyond C they are of classes that
   * the head does not know.
   */
  classNames?: readonly string[];
  /** `[N, height, width, channels]` bytes, shown as points; by default points are dots. */
  images?: Uint8Array;
  /** Of each image. */
  imageShape?: ImageShape;
  /**
   * More columns beside class, predicted class and whether it is right, `[N]` by name.
   * @default {{}}
   */
  columns?: Readonly<Record<string, readonly string[]>>;
}

/** What is written; the sprite only with images. */
export const PROJECTOR = {
  config: "projector_config.pbtxt",
  tensors: "tensors.tsv",
  metadata: "metadata.tsv",
  sprite: "sprite.png",
} as const;

/** The embeddings' name in the projector. */
const NAME = "embeddings";

/**
 * Write embeddings for TensorBoard's Embedding Projector: `tensorboard --logdir FOLDER` shows them.
 * `tensors.tsv` and `metadata.tsv` can be loaded at projector.tensorflow.org too, which knows no
 * sprite.
 *
 * @param embeddings `[N, D]` with classes; its images must fit into a sprite of 8192×8192 pixels,
 * which are 85,264 of 28×28.
 * @param folder Output folder; created if missing.
 * @throws {InputError} When images, columns or class names are not as many as they should be, or the
 * folder cannot be written.
 */
export async function exportProjector(
  embeddings: Embeddings,
  folder: string,
  options: ExportProjectorOptions = {},
): Promise<void> {
  const { images, imageShape } = options;
  checkCounts(embeddings, options);
  const sprite = images && imageShape && await spritePng(spriteOf(images, imageShape));
  const metadata = metadataText(embeddings, options);
  await makeOutputFolder(folder);
  const write = (name: string, content: string | Uint8Array) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    writeFileAtomically(join(folder, name), bytes);
  };
  write(PROJECTOR.tensors, tensorsText(embeddings));
  write(PROJECTOR.metadata, metadata);
  if (sprite) write(PROJECTOR.sprite, sprite);
  write(PROJECTOR.config, configText(sprite && imageShape));
}

function checkCounts(
  { embeddings, embeddingSize, labels, predicted }: Embeddings,
  { images, imageShape, columns = {} }: ExportProjectorOptions,
): void {
  const count = embeddings.length / embeddingSize;
  const size = imageShape?.reduce((product, length) => product * length, 1);
  const lengths = Object.entries({
    ...{ labels: labels.length, predicted: predicted.length },
    ...(images ? { images: images.length / (size ?? NaN) } : {}),
    ...Object.fromEntries(Object.entries(columns).map(([name, { length }]) => [name, length])),
  });
  const [wrong] = lengths.filter(([, length]) => length !== count);
  if (!wrong) return;
  throw new InputError(
    `export: ${wrong[0]} are ${wrong[1]}, and embeddings ${count}; give one for each`,
  );
}

/** Nine digits bring a float32 back. */
function tensorsText({ embeddings, embeddingSize }: Embeddings): string {
  const rows: string[] = [];
  for (let from = 0; from < embeddings.length; from += embeddingSize) {
    const row = embeddings.subarray(from, from + embeddingSize);
    rows.push(Array.from(row, (x) => Number(x.toPrecision(9))).join("\t") + "\n");
  }
  return rows.join("");
}

/** With a first line of names, as files of several columns have it. */
function metadataText(set: Embeddings, options: ExportProjectorOptions): string {
  const { columns = {}, classNames = set.classNames } = options;
  const { labels, predicted, classes } = set;
  const nameOf = (label: number) => label < 0 ? "" : classNames?.[label] ?? String(label);
  const rows = Array.from(labels, (label, i) => [
    nameOf(label),
    nameOf(predicted[i]),
    label < 0 || label >= classes ? "" : label === predicted[i] ? "yes" : "no",
    ...Object.values(columns).map((column) => column[i]),
  ]);
  const names = ["class", "predicted", "correct", ...Object.keys(columns)];
  return [names, ...rows].map((row) => row.map(cell).join("\t") + "\n").join("");
}

/** The format has no quotes: what would end a cell or a line becomes a space. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const cell = (text: string) => text.replaceAll(/[\x00-\x1f\x7f\x85\u2028\u2029]+/g, " ");

/** A `ProjectorConfig` of TensorBoard's `projector_config.proto`, as text. */
function configText(imageShape: ImageShape | undefined): string {
  const sprite = imageShape
    ? `  sprite {
    image_path: "${PROJECTOR.sprite}"
    single_image_dim: ${imageShape[1]}
    single_image_dim: ${imageShape[0]}
  }
`
    : "";
  return `embeddings {
  tensor_name: "${NAME}"
  tensor_path: "${PROJECTOR.tensors}"
  metadata_path: "${PROJECTOR.metadata}"
${sprite}}
`;
}
