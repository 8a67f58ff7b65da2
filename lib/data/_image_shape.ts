/** The one shape that images of many are brought to. */
import { InputError } from "../errors.ts";
import type { ImageShape } from "./dataset.ts";
import type { Header } from "./_decode.ts";

/** Larger images as they are would make a network of a hundred million weights. */
const LARGEST = 160;

/**
 * The shape for images of these headers: what is given counts, the rest comes from the images.
 *
 * @throws {InputError} Sizes that differ or are large, and no `imageSize`.
 */
export function shapeFrom(
  headers: Header[],
  { imageSize, channels }: { imageSize?: readonly [number, number]; channels?: 1 | 3 },
  folder: string,
): ImageShape {
  const colours = channels ?? (headers.every((header) => header.channels === 1) ? 1 : 3);
  if (imageSize) return [...imageSize, colours];
  const [{ height, width }] = headers;
  const sizes = new Set(headers.map(({ height, width }) => `${height}×${width}`));
  const isOne = sizes.size === 1;
  if (isOne && height <= LARGEST && width <= LARGEST) return [height, width, colours];
  const what = isOne
    ? `images are ${height}×${width} (height × width)`
    : `images are of ${sizes.size} sizes, ${rangeOf(headers)}`;
  throw new InputError(
    `${folder}: ${what}; say what to bring them to, such as --image-size 64x64`,
  );
}

function rangeOf(headers: Header[]): string {
  const byArea = headers.toSorted((a, b) => a.height * a.width - b.height * b.width);
  return [byArea[0], byArea.at(-1)!].map(({ height, width }) => `${height}×${width}`).join(" to ");
}
