import { InputError, messageOf } from "../errors.ts";
import type { Embeddings } from "../types.ts";
import { checkWidth } from "./_checks.ts";
import { oneLine, subtitleSize, titleSize } from "./_compose.ts";
import { squareDomain } from "./_domain.ts";
import { load } from "./_packages.ts";
import { drawPlane } from "./_plane_drawing.ts";
import { inRows, planeNote } from "./_plane_frame.ts";
import { type Raster, rasterize } from "./_raster.ts";
import { classColors, type ColorSet } from "./colors.ts";
import type { SvgFigure } from "./figure.ts";
import { evenlyChosen } from "./plot_embeddings.ts";
import { type Projection, projectToPlane } from "./principal_components.ts";

/** One frame of the animation. */
export interface EvolutionFrame {
  /** Above the frame, such as `epoch 3 · 97.9 %`. */
  title: string;
  /** What the frame shows. */
  embeddings: Embeddings;
}

/** Options of {@linkcode encodeEvolution}. */
export interface EvolutionOptions {
  /** Prefix of each frame's title. */
  title?: string;
  /** Pixels. @default {480} */
  width?: number;
  /**
   * Milliseconds per frame; the last is shown eight times as long, at least two seconds. @default
   * {250}
   */
  delay?: number;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** Maximum points per frame, evenly chosen. @default {all} */
  limit?: number;
}

/**
 * Share of each frame's points that the common axes must include, so that a few outliers do not
 * shrink all frames.
 */
const share = 0.995;

/**
 * Encode how embeddings moved as an animated GIF, with the same axes in all frames.
 *
 * Embeddings of more than two dimensions are shown by the last frame's principal components.
 *
 * @param frames In order; all with the same embedding size.
 * @returns The GIF's bytes.
 * @throws {InputError} No frames, frames of different sizes, or embeddings that cannot be drawn
 * (names the frame).
 */
export function encodeEvolution(
  frames: EvolutionFrame[],
  options: EvolutionOptions = {},
): Uint8Array {
  const delay = checkedDelay(options.delay ?? 250);
  const pictures = drawFrames(frames, options).map((figure) => rasterize(figure.svg, 1));
  const { GIFEncoder, applyPalette, quantize } = load("gifenc");
  const palette = quantize(sample(pictures), 256);
  const gif = GIFEncoder();
  pictures.forEach(({ pixels, width, height }, k) => {
    const last = k === pictures.length - 1;
    gif.writeFrame(applyPalette(pixels, palette), width, height, {
      delay: last ? Math.max(2000, 8 * delay) : delay,
      ...(k === 0 ? { palette, repeat: 0 } : {}), // One palette for all; 0 repeats forever.
    });
  });
  gif.finish();
  return gif.bytes();
}

function checkedDelay(delay: number): number {
  if (delay >= 20 && delay <= 60_000) return delay;
  throw new InputError(`delay: is ${delay}; give milliseconds from 20 to 60000`);
}

function drawFrames(frames: EvolutionFrame[], options: EvolutionOptions): SvgFigure[] {
  const projections = projectFrames(frames);
  const withPrototypes = frames.some(({ embeddings }) => embeddings.prototypes !== undefined);
  const domain = squareDomain(projections, { share, room: withPrototypes ? 0.09 : 0.04 });
  const width = checkWidth(options.width ?? 480);
  const size = frames[0].embeddings.embeddingSize;
  return frames.map(({ title, embeddings }, k) =>
    drawPlane(embeddings, projections[k], {
      domain,
      width,
      colors: classColors(embeddings.classes, options.colors),
      shown: evenlyChosen(embeddings.labels.length, options.limit),
      showPrototypes: true,
      ...headingOf(title, options.title, planeNote(size), width),
    })
  );
}

/** All frames need the same height: text that changes is kept to one line. */
function headingOf(frameTitle: string, title: string | undefined, note: string, width: number) {
  if (title === undefined) return { title: oneLine(frameTitle, width, titleSize), subtitle: note };
  return { title: `${title} ${note}`, subtitle: oneLine(frameTitle, width, subtitleSize) };
}

function projectFrames(frames: EvolutionFrame[]): Projection[] {
  const last = frames.at(-1);
  if (last === undefined) throw new InputError("frames: empty; give at least one frame");
  const size = last.embeddings.embeddingSize;
  const project = ({ embeddings }: EvolutionFrame, k: number, axes?: Projection) => {
    if (embeddings.embeddingSize !== size) {
      throw new InputError(
        `frames: frame ${k} has embeddings of size ${embeddings.embeddingSize}, the last one ${size}; give one run's`,
      );
    }
    try {
      return inRows(projectToPlane(embeddings, axes), embeddings);
    } catch (error) {
      throw error instanceof InputError ? new InputError(`frame ${k}: ${messageOf(error)}`) : error;
    }
  };
  const axes = project(last, frames.length - 1);
  return frames.map((frame, k) => project(frame, k, axes));
}

/** Every third pixel of the first, a middle and the last frame: enough to choose the colours. */
function sample(pictures: Raster[]): Uint8Array {
  const colors = [0, pictures.length >> 1, pictures.length - 1].flatMap((k) =>
    Array.from(new Uint32Array(pictures[k].pixels.slice().buffer)).filter((_, i) => i % 3 === 0)
  );
  return new Uint8Array(Uint32Array.from(colors).buffer);
}
