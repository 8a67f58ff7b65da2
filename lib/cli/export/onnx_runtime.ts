/**
 * Runs an ONNX file on images from stdin and prints what comes out, in a process of its own:
 * ONNX Runtime is large, and is fetched only when an export is checked.
 *
 * Arguments: the file; the shape of its images, `100,28,28,1`.
 */

/** What the program prints, as JSON. */
export type Answer =
  | { version: string; outputs: Record<string, number[]> }
  | { missing: string }
  | { fault: string };

/** Its part that is used here. */
interface Runtime {
  InferenceSession: { create(file: string): Promise<Session> };
  Tensor: new (type: "float32", data: Float32Array, dims: number[]) => unknown;
}

interface Session {
  run(inputs: Record<string, unknown>): Promise<Record<string, { data: ArrayLike<number> }>>;
}

/** Not written out in the import, which would have every command fetch it. */
const VERSION = "1.30.0", PACKAGE = `npm:onnxruntime-node@${VERSION}`;

async function answer(file: string, shape: string): Promise<Answer> {
  const pixels = await new Response(Deno.stdin.readable).arrayBuffer();
  let runtime: Runtime;
  try {
    runtime = await import(PACKAGE);
  } catch (error) {
    return { missing: String(error) };
  }
  try {
    const { InferenceSession, Tensor } = runtime;
    const images = new Tensor("float32", new Float32Array(pixels), shape.split(",").map(Number));
    const results = await (await InferenceSession.create(file)).run({ images });
    const outputs = Object.entries(results).map(([name, { data }]) => [name, Array.from(data)]);
    return { version: VERSION, outputs: Object.fromEntries(outputs) };
  } catch (error) {
    return { fault: String(error) };
  }
}

if (import.meta.main) {
  const [file, shape] = Deno.args;
  console.log(JSON.stringify(await answer(file, shape)));
  Deno.exit(0); // its threads would keep the process
}
