/** Images on which an export is compared with the model. */
import { type LoadedData, makeImages } from "../../data/mod.ts";
import { tf } from "../../engine/mod.ts";
import { messageOf } from "../../errors.ts";
import { seededRandom } from "../../random.ts";
import { load } from "../train/run_data.ts";
import type { SavedModel } from "./saved_model.ts";

const COUNT = 100;

type Checkable = Pick<SavedModel, "model"> & Partial<Pick<SavedModel, "training" | "dataClasses">>;

/** Some images, and the model's embeddings. */
export interface CheckImages {
  /** What they are, for a line to the user. */
  what: string;
  /** `[N, height, width, channels]`, 0 … 1. */
  images: tf.Tensor4D;
  /** `[N, D]`, row by row. */
  embeddings: Float32Array;
}

/**
 * The first 100 images of a run's test set; random ones where its data are not at hand.
 *
 * @param moved Reads the run's data where the user says that they are; what it throws is passed on.
 */
export async function checkImages(
  saved: Checkable,
  moved?: () => Promise<LoadedData>,
): Promise<CheckImages> {
  const { backbone } = saved.model, shape = backbone.inputs[0].shape.slice(1) as number[];
  const { what, images } =
    await (moved ? firstImages(await moved(), shape) : testImages(saved, shape)) ??
      randomImages(shape);
  const output = backbone.predict(images) as tf.Tensor2D; // [N, D]
  const embeddings = await output.data() as Float32Array;
  output.dispose();
  return { what, images, embeddings };
}

type Found = Pick<CheckImages, "what" | "images">;

async function testImages(
  { training, dataClasses }: Checkable,
  shape: number[],
): Promise<Found | undefined> {
  if (training === undefined) return undefined;
  try {
    return await firstImages(await load(training, { classes: dataClasses, decoders: 0 }), shape);
  } catch (error) {
    const [why] = messageOf(error).split(";"); // what follows is advice for a training
    console.error(
      `note: the run's data cannot be read (${why}), so it is compared on random images`,
    );
    return undefined;
  }
}

async function firstImages(
  { test, unseen, train }: LoadedData,
  shape: number[],
): Promise<Found | undefined> {
  const set = test ?? unseen ?? train, count = Math.min(COUNT, set.length);
  if (String(set.imageShape) !== String(shape)) return undefined;
  const kind = test ? "test images" : unseen ? "images of unseen classes" : "training images";
  const images = await makeImages(set, Array.from({ length: count }, (_, index) => index));
  return { what: `${count} ${kind}`, images };
}

function randomImages(shape: number[]): Found {
  const random = seededRandom(1, 1);
  const length = shape.reduce((product, size) => product * size, COUNT);
  const pixels = Float32Array.from({ length }, () => random());
  const [height, width, channels] = shape;
  const images = tf.tensor4d(pixels, [COUNT, height, width, channels]);
  return { what: `${COUNT} random images`, images };
}
