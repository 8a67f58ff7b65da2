/**
 * Decodes image files with sharp, in this thread or in a thread of its own: then this module is
 * that thread's program.
 */
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type sharp from "npm:sharp@0.34.5";
import type { ImageShape } from "./dataset.ts";
import type { Fit } from "./names.ts";

/** What images become. */
export interface Target {
  imageShape: ImageShape;
  fit: Fit;
  /** What shows through transparent parts; by default black. */
  ground?: "black" | "white";
}

/** What a file's header says. */
export interface Header {
  /** As it is shown, after its EXIF data have turned it. */
  width: number;
  height: number;
  /** 1 for grey, 3 for colour. */
  channels: 1 | 3;
}

/** A file's path, or what it holds. */
export type Encoded = string | Uint8Array;

/** Work for a thread. */
export type Task = { paths: Encoded[]; target?: Target };

/** Headers, or without a target pixels, one image after the other; or why one has none. */
export interface Result {
  headers?: Header[];
  pixels?: Uint8Array<ArrayBuffer>;
  /** By place in the task. */
  faults: [index: number, reason: string][];
}

/** This module's own address: the program of a decoding thread. */
export const program = new URL(import.meta.url);

/** Larger images would take gigabytes: 100 million pixels are 300 MB. */
const MOST_PIXELS = 100_000_000;

let library: Promise<typeof sharp> | undefined;

async function open(path: Encoded): Promise<sharp.Sharp> {
  library ??= loaded();
  const open = await library;
  // Of an animation the first frame; a body that is cut short is an error, an odd header is none.
  return open(path, { limitInputPixels: MOST_PIXELS, failOn: "truncated", pages: 1 });
}

async function loaded(): Promise<typeof sharp> {
  const { default: library } = await import("npm:sharp@0.34.5") as unknown as {
    default: typeof sharp;
  };
  library.concurrency(1); // threads decode beside each other, and training has the cores
  library.cache(false);
  return library;
}

/** Do a task: read headers, or decode to the target. */
export async function work({ paths, target }: Task): Promise<Result> {
  return target ? await decodeAll(paths, target) : await headersOf(paths);
}

async function headersOf(paths: Encoded[]): Promise<Result> {
  const headers: Header[] = new Array(paths.length), faults: Result["faults"] = [];
  for (const [index, path] of paths.entries()) {
    try {
      headers[index] = await headerOf(await open(path));
    } catch (error) {
      faults.push([index, reasonOf(error)]);
    }
  }
  return { headers, faults };
}

async function headerOf(image: sharp.Sharp): Promise<Header> {
  const { width, height, space, channels, orientation = 1, format } = await image.metadata();
  if (format === "svg" || format === "pdf") throw new Error(`${format}: a drawing, not an image`);
  if (width * height > MOST_PIXELS) {
    throw new Error(`${width}×${height} pixels, more than 100 million; make it smaller`);
  }
  const isGrey = space === "b-w" || space === "grey16" || channels < 3;
  const size = orientation >= 5 ? { width: height, height: width } : { width, height };
  return { ...size, channels: isGrey ? 1 : 3 };
}

async function decodeAll(paths: Encoded[], target: Target): Promise<Result> {
  const [height, width, channels] = target.imageShape, size = height * width * channels;
  const pixels = new Uint8Array(paths.length * size), faults: Result["faults"] = [];
  for (const [index, path] of paths.entries()) {
    try {
      pixels.set(await decoded(await open(path), target), index * size);
    } catch (error) {
      faults.push([index, reasonOf(error)]);
    }
  }
  return { pixels, faults };
}

/** Turned as its EXIF data say, on its ground, 8 bits a channel. */
async function decoded(
  image: sharp.Sharp,
  { imageShape, fit, ground = "black" }: Target,
): Promise<Uint8Array> {
  const [height, width, channels] = imageShape;
  const pixels = await image.autoOrient()
    .flatten({ background: ground })
    .resize(width, height, { fit, background: ground })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" }).toBuffer();
  if (pixels.length !== height * width * channels) {
    throw new Error(`it has ${pixels.length / height / width} channels`);
  }
  return pixels;
}

function reasonOf(error: unknown): string {
  const [text] = (error instanceof Error ? error.message : String(error)).split("\n");
  return /exceeds pixel limit/.test(text) ? "more than 100 million pixels; make it smaller" : text;
}

if (!isMainThread && workerData?.decodes === program.href) {
  parentPort!.on("message", async ({ id, task }: { id: number; task: Task }) => {
    const result = await work(task);
    const moved = result.pixels ? [result.pixels.buffer] : [];
    parentPort!.postMessage({ id, result }, moved);
  });
}
