/**
 * Opens an ONNX file in ONNX Runtime for Node, and answers requests, a JSON line each: `[count, 0]`
 * with the embeddings of the first images, `[count, repeats]` with milliseconds.
 *
 * Arguments: the file; the file of images; their shape as JSON.
 */
import { linesOf } from "./_lines.ts";

/** Its part that is used here. */
interface Runtime {
  InferenceSession: { create(file: string): Promise<Session> };
  Tensor: new (type: "float32", data: Float32Array, dims: number[]) => unknown;
}

interface Session {
  run(inputs: Record<string, unknown>): Promise<{ embeddings: { data: Float32Array } }>;
}

/** Not written out in the import, which would have `deno task check` fetch it. */
const VERSION = "1.30.0", PACKAGE = `npm:onnxruntime-node@${VERSION}`;

const [file, imagesFile, shapeText] = Deno.args;
const { InferenceSession, Tensor }: Runtime = await import(PACKAGE);
const session = await InferenceSession.create(file);
const pixels = new Float32Array((await Deno.readFile(imagesFile)).buffer);
const [, ...imageShape]: number[] = JSON.parse(shapeText);
const size = imageShape.reduce((product, length) => product * length, 1);

async function run(from: number, to: number): Promise<Float32Array> {
  const part = pixels.slice(from * size, to * size);
  const images = new Tensor("float32", part, [to - from, ...imageShape]);
  return (await session.run({ images })).embeddings.data;
}

async function answer(count: number): Promise<number[]> {
  const numbers: number[] = [];
  for (let from = 0; from < count; from += 100) {
    numbers.push(...await run(from, Math.min(count, from + 100)));
  }
  return numbers;
}

async function times(count: number, repeats: number): Promise<number[]> {
  const found: number[] = [];
  for (let k = 0; k < repeats; k++) {
    const start = performance.now();
    await run(0, count);
    found.push(performance.now() - start);
  }
  return found;
}

console.log(JSON.stringify(VERSION));
for await (const line of linesOf(Deno.stdin.readable)) {
  const [count, repeats] = JSON.parse(line);
  console.log(JSON.stringify(await (repeats > 0 ? times(count, repeats) : answer(count))));
}
Deno.exit(0); // its threads would keep the process
