/** The picture of `deno task predict`: where images fall among a run's test images. */
import { decodeImage, type ImageSource } from "../../data/image_files.ts";
import { subset } from "../../data/mod.ts";
import type { FileImages, OpenedRun, Prediction } from "../../inference/mod.ts";
import { plotPredictions } from "../../plot/mod.ts";
import { embed } from "../../training/mod.ts";
import type { Figure } from "../../types.ts";
import { runEmbeddings } from "./run_embeddings.ts";

/** Images that a picture has room for. */
export const MOST_SHOWN = 120;

/**
 * Draw the embedding plane, with test images pale, and below it the images and what was said.
 *
 * @param options `place`: where the run's data are, if they were moved.
 * @throws {InputError} The data are gone, or others.
 */
export async function pictureOf(
  run: OpenedRun,
  { images, sources, found, place }: {
    images: FileImages;
    /** What the images were read from, `[N]`. */
    sources: readonly ImageSource[];
    found: Prediction[];
    place?: string;
  },
): Promise<Figure> {
  const { known, pairs } = await runEmbeddings(run, { place });
  const shown = subset(
    { ...images, classes: 1, labels: new Int32Array(images.length) },
    Array.from({ length: Math.min(MOST_SHOWN, images.length) }, (_, i) => i),
  );
  const { embeddings } = await embed(run.model, shown), some = found.slice(0, shown.length);
  const among = known ?? { ...pairs, prototypes: undefined };
  return plotPredictions(among, {
    ...{ embeddings, images: shown.images, imageShape: images.imageShape },
    ...(run.digits ? { originals: await originalsOf(sources.slice(0, shown.length)) } : {}),
    classes: some.map((one) => one.class),
    probabilities: some.map(({ probability }) => probability),
    known: some.map((one) => one.known),
  }, { title: titleOf(run, some.length), width: 760 });
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
