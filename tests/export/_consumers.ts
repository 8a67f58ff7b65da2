/** Programs that run an export, each asked for embeddings and for its time. */
import { join } from "node:path";
import type { Page } from "npm:playwright-core@1.64.1";
import { forward } from "../../lib/backbones/mod.ts";
import { engineInfo, tf } from "../../lib/engine/mod.ts";
import { linesOf } from "./_lines.ts";
import { answersOf, type Opened, openModel, timesOf } from "./_page.ts";

/** A program with the model open, and the images at hand. */
export interface Consumer {
  name: string;
  version: string;
  /** Embeddings of the first images, row by row. */
  embeddings(count: number): Promise<ArrayLike<number>>;
  /** Milliseconds for the first `count` images together, from numbers to numbers, `repeats` times. */
  times(count: number, repeats: number): Promise<number[]>;
  stop(): Promise<void>;
}

/** What all of them are given. */
export interface Given {
  /** Holds `model.onnx`, `tfjs/`, `pytorch/` and `images`, float32. */
  folder: string;
  backbone: tf.LayersModel;
  pixels: Float32Array;
  /** `[N, height, width, channels]`. */
  shape: number[];
}

/** The library on the engine of this process. */
export function native({ backbone, pixels, shape: [, ...imageShape] }: Given): Consumer {
  const size = imageShape.reduce((product, length) => product * length, 1);
  const run = async (from: number, to: number) => {
    const x = tf.tidy(() => {
      const images = tf.tensor(pixels.slice(from * size, to * size), [to - from, ...imageShape]);
      return forward(backbone, images, { training: false });
    });
    const numbers = await x.data();
    x.dispose();
    return numbers;
  };
  const { versions } = engineInfo();
  return {
    name: "this library, native TensorFlow",
    version: versions.tensorflow ?? versions.tfjs,
    embeddings: (count) => inHundreds(count, run),
    times: (count, repeats) => timed(repeats, () => run(0, count)),
    stop: () => Promise.resolve(),
  };
}

async function inHundreds(
  count: number,
  run: (from: number, to: number) => Promise<ArrayLike<number>>,
): Promise<number[]> {
  const numbers: number[] = [];
  for (let from = 0; from < count; from += 100) {
    numbers.push(...Array.from(await run(from, Math.min(count, from + 100))));
  }
  return numbers;
}

async function timed(repeats: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let k = 0; k < repeats; k++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

/** ONNX Runtime or PyTorch in Python. */
export function inPython(
  by: "onnx" | "pytorch",
  { folder, shape }: Given,
  { python, path }: { python: string; path: string },
): Promise<Consumer> {
  const place = by === "onnx" ? folder : join(folder, "pytorch");
  const program = join(import.meta.dirname!, "_resident.py");
  const args = [program, by, place, join(folder, "images"), JSON.stringify(shape)];
  const env = { PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" };
  const name = by === "onnx" ? "ONNX Runtime, Python" : "PyTorch";
  return resident(name, new Deno.Command(python, { args, env, stdin: "piped", stdout: "piped" }));
}

/** ONNX Runtime for Node, which Deno fetches. */
export function inNode({ folder, shape }: Given): Promise<Consumer> {
  const program = join(import.meta.dirname!, "_resident.ts");
  const files = [join(folder, "model.onnx"), join(folder, "images"), JSON.stringify(shape)];
  const args = ["run", "--quiet", "--no-lock", "-A", program, ...files];
  const command = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" });
  return resident("onnxruntime-node", command);
}

/** A process that says its version, and then answers `[count, repeats]`, a line each. */
async function resident(name: string, command: Deno.Command): Promise<Consumer> {
  const child = command.spawn(), lines = linesOf(child.stdout), writer = child.stdin.getWriter();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended: see its message above`);
    return JSON.parse(value);
  };
  const ask = async (count: number, repeats: number) => {
    await writer.write(new TextEncoder().encode(JSON.stringify([count, repeats]) + "\n"));
    return await next();
  };
  return {
    ...{ name, version: await next() },
    embeddings: (count) => ask(count, 0),
    times: ask,
    stop: async () => {
      await writer.close();
      await child.status;
    },
  };
}

/** What a page of its own has opened. */
export async function inPage(
  page: Page,
  { name, version, ...opened }: Opened & { name: string; version: string },
): Promise<Consumer> {
  await openModel(page, opened);
  return {
    ...{ name, version },
    embeddings: async (count) => (await answersOf(page, count)).embeddings,
    times: (count, repeats) => timesOf(page, { count, repeats }),
    stop: () => page.close(),
  };
}
