/** Image files as a run's model takes them. */
import { decodeImage, imageHeader, type ImageSource, nameOf } from "../data/image_files.ts";
import { InputError } from "../errors.ts";
import type { Images } from "../types.ts";
import { centredDigit, hasInk, type Pixels } from "./digit.ts";
import type { OpenedRun } from "./open_run.ts";

export type { ImageSource } from "../data/image_files.ts";

/** Images that were read from files. */
export type FileImages = Images & { images: Uint8Array; read?: undefined } & {
  /** The file of each image, or the name of its bytes, `[N]`. */
  files: readonly string[];
};

/** Options of {@linkcode readImages}. */
export interface ReadImagesOptions {
  /**
   * Called with each file that cannot be used, which is then left out. By default the first such
   * file ends the reading.
   */
  onFault?: (error: InputError) => void;
}

/**
 * Read image files for a run's model: JPEG, PNG, WebP, GIF, AVIF or TIFF of any size, turned as
 * their EXIF data say. Of an animation the first frame counts.
 *
 * They are brought to the run's image shape as the training images were. For a model of digits an
 * image is made one of MNIST's: grey, light on dark whichever way it was, cropped to the ink,
 * scaled to fit 20×20, and put into 28×28 with its centre of mass in the middle.
 *
 * @param run The model's image shape, fit, and whether it knows digits.
 * @param files Paths of image files, or `{ name, bytes }` of what one holds.
 * @returns `[N, height, width, channels]` bytes.
 * @throws {InputError} A file is no image, empty, cut short, blank, or beyond 100 million pixels; it
 * is named. With `onFault` only if no image is left.
 */
export async function readImages(
  run: Pick<OpenedRun, "imageShape" | "fit" | "digits">,
  files: readonly ImageSource[],
  { onFault }: ReadImagesOptions = {},
): Promise<FileImages> {
  const found: Uint8Array[] = [], used: string[] = [];
  for (const file of files) {
    try {
      found.push(await (run.digits ? digitAt(file) : imageAt(file, run)));
      used.push(nameOf(file));
    } catch (error) {
      if (!(error instanceof InputError && onFault)) throw error;
      onFault(error);
    }
  }
  if (found.length === 0) throw new InputError(noneText(files.length));
  const size = found[0].length, images = new Uint8Array(found.length * size);
  for (const [i, bytes] of found.entries()) images.set(bytes, i * size);
  return { length: found.length, imageShape: run.imageShape, images, files: used };
}

function noneText(given: number): string {
  return given === 0
    ? "no image was given that can be read; give image files"
    : `none of the images can be used (${given}); give others`;
}

async function imageAt(
  file: ImageSource,
  { imageShape, fit }: Pick<OpenedRun, "imageShape" | "fit">,
): Promise<Uint8Array> {
  await imageHeader(file);
  const pixels = await decodeImage(file, { imageShape, fit });
  if (pixels.some((value) => value > 0)) return pixels;
  throw new InputError(
    `${nameOf(file)}: nothing can be seen on it: it is all black, or transparent`,
  );
}

/**
 * Longer side to which a drawing is brought first: fine enough for 20 pixels of ink, and coarse
 * enough that a camera's noise averages out.
 */
const DRAWING = 140;

/** Where parts are transparent, the ink may be black or white: the ground is what shows it. */
async function digitAt(file: ImageSource): Promise<Uint8Array> {
  const { width, height } = await imageHeader(file);
  const factor = Math.min(1, DRAWING / Math.max(width, height));
  const side = (pixels: number) => Math.max(1, Math.round(factor * pixels));
  for (const ground of ["black", "white"] as const) {
    const imageShape = [side(height), side(width), 1] as const;
    const values = await decodeImage(file, { imageShape, fit: "fill", ground });
    const drawing: Pixels = { values, height: imageShape[0], width: imageShape[1] };
    if (hasInk(drawing)) return centredDigit(drawing);
  }
  throw new InputError(`${nameOf(file)}: nothing is drawn on it; give an image with a digit`);
}
