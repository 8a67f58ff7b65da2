/** Flags that say which data, checked and as values. */
import { augmentFrom } from "../../data/augment_text.ts";
import { UsageError } from "../../errors.ts";
import type { TrainFlags } from "./flags.ts";

/**
 * Check what can be checked without the data.
 *
 * @throws {UsageError} Names the flag.
 */
export function checkDataFlags({ imageSize, holdOutClasses, augment }: TrainFlags): void {
  if (imageSize !== undefined) imageSizeFrom(imageSize);
  if (holdOutClasses !== undefined) heldOutFrom(holdOutClasses);
  if (augment !== undefined) augmentFrom(augment);
}

/** Two convolutions and a pooling leave something of it. */
const SMALLEST = 7;

/** `64x96`: height and width. */
export function imageSizeFrom(text: string): [number, number] {
  const [, height, width] = text.match(/^([1-9]\d{0,3})(?:[x×]([1-9]\d{0,3}))?$/) ?? [];
  const sides = [Number(height), Number(width ?? height)] as [number, number];
  if (height && Math.min(...sides) >= SMALLEST) return sides;
  throw new UsageError(
    `--image-size ${text}: give height and width, at least ${SMALLEST} each, such as 64x64`,
  );
}

/** `0.2` or `8,9`: a share, or names. */
export function heldOutFrom(text: string): number | string[] {
  const share = Number(text);
  if (text.includes(".") && share > 0 && share < 1) return share;
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "") && names.length > 1) return names;
  throw new UsageError(
    `--hold-out-classes ${text}: give a share such as 0.2, or at least two names such as 8,9`,
  );
}
