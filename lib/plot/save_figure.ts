import { InputError } from "../errors.ts";
import {
  errorCode,
  removeIfPresentSync,
  renameSync,
  systemReason,
  writeNewFile,
} from "../platform.ts";
import type { Figure } from "../types.ts";

/**
 * Write a figure as `.svg` or `.png` (at 2 pixels per CSS pixel), by the path's extension.
 *
 * The file is written under a temporary name and renamed, so that an older one stays intact until
 * the new one is complete.
 *
 * @param figure What a plot function returned.
 * @param path Its folder must exist.
 * @throws {InputError} Another extension, or the file cannot be written.
 */
export async function saveFigure(figure: Figure, path: string): Promise<void> {
  const bytes = encoded(figure, path);
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await writeNewFile(beside, bytes);
    renameSync(beside, path);
  } catch (error) {
    removeIfPresentSync(beside);
    throw new InputError(
      `${path}: the figure cannot be written here (${systemReason(error)}); ${remedyFor(error)}`,
    );
  }
}

const encoders: Record<string, (figure: Figure) => Uint8Array> = {
  ".svg": (figure) => new TextEncoder().encode(figure.svg),
  ".png": (figure) => figure.png(),
};

function encoderFor(path: string) {
  const ending = Object.keys(encoders).find((known) => path.toLowerCase().endsWith(known));
  return ending && encoders[ending];
}

/** Whether a path has an extension that `saveFigure` accepts. */
export function isFigurePath(path: string): boolean {
  return encoderFor(path) !== undefined;
}

function encoded(figure: Figure, path: string): Uint8Array {
  const encode = encoderFor(path);
  if (encode) return encode(figure);
  throw new InputError(
    `${path}: a figure is saved as .svg or .png; give the path one of these endings`,
  );
}

function remedyFor(error: unknown): string {
  if (errorCode(error) === "ENOENT") return "make its folder first";
  return "choose a folder that you may write to";
}
