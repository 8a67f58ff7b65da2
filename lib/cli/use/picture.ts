/** The picture of `deno task predict`: where images fall among a run's test images. */
import { basename } from "node:path";
import { decodeImage, type ImageSource } from "../../data/image_files.ts";
import type { OpenedRun, Prediction } from "../../inference/mod.ts";
import { plotPredictions } from "../../plot/mod.ts";
import { embed } from "../../training/mod.ts";
import type { Figure } from "../../types.ts";
import type { ImageChunk } from "./images.ts";
import { runEmbeddings } from "./run_embeddings.ts";
import type { TypedSource } from "./sources.ts";

/** What a reader may wonder about. */
const LEGEND =
  "Circles: the images below, red where the answer is none of the classes. Dots: test images. Lines: prototypes W. " +
  "Below each image: the answer, its probability, and the angle to the nearest prototype, which this plane does not show " +
  "beyond two dimensions. Of a pair of images the left one is the file, the right one what the model sees.";

/** Images that a picture has room for. */
const MOST = 120;

/** The images of a picture: the first that come. */
export class Shown {
  readonly images: Uint8Array[] = [];
  readonly sources: ImageSource[] = [];
  readonly names: string[] = [];
  readonly found: Prediction[] = [];
  /** How many there were. */
  given = 0;

  /** Take some more. */
  add({ images: { images, length }, used }: ImageChunk<TypedSource>, found: Prediction[]): void {
    const size = images.length / length, room = Math.min(length, MOST - this.found.length);
    this.given += length;
    for (let i = 0; i < room; i++) {
      this.images.push(images.slice(i * size, (i + 1) * size));
      this.sources.push(used[i].source);
      this.names.push(basename(used[i].shown));
      this.found.push(found[i]);
    }
  }
}

/**
 * Draw the embedding plane, with test images pale, and below it the images and what was said.
 *
 * @param options `place`: where the run's data are, if they were moved.
 * @throws {InputError} The data are gone, or others.
 */
export async function pictureOf(
  run: OpenedRun,
  { images: parts, sources, names, found }: Shown,
  { place }: { place?: string },
): Promise<Figure> {
  const { known, pairs } = await runEmbeddings(run, { place }), { imageShape } = run;
  const images = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const { embeddings } = await embed(run.model, { length: found.length, imageShape, images });
  return plotPredictions(known ?? { ...pairs, prototypes: undefined }, {
    ...{ embeddings, images, imageShape },
    ...(run.digits ? { originals: await originalsOf(sources) } : {}),
    classes: found.map((one) => one.class),
    probabilities: found.map(({ probability }) => probability),
    known: found.map((one) => one.known),
    names,
    ...(found[0].angles ? { angles: found.map(({ angles, label }) => angles![label]) } : {}),
  }, { title: titleOf(run, found.length), subtitle: LEGEND, width: 760 });
}

function titleOf({ model: { head } }: OpenedRun, count: number): string {
  const what = count === 1 ? "1 image" : `${count} images`;
  return `${head.name}: ${what} among those of the test set`;
}

/** Side of an original, pixels. */
const SIDE = 100;

/** Images as they are, whole, in a square. */
async function originalsOf(sources: readonly ImageSource[]) {
  const imageShape = [SIDE, SIDE, 3] as const, size = SIDE * SIDE * 3;
  const images = new Uint8Array(sources.length * size);
  for (const [i, source] of sources.entries()) {
    const target = { imageShape, fit: "contain", ground: "white" } as const;
    images.set(await decodeImage(source, target), i * size);
  }
  return { images, imageShape };
}
