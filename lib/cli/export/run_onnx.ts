import { InputError, messageOf } from "../../errors.ts";
import type { tf } from "../../engine/mod.ts";
import type { Answer } from "./onnx_runtime.ts";

/** What ONNX Runtime needs: to read and load its library. */
const RIGHTS = ["read", "env", "sys", "ffi"].map((name) => `--allow-${name}`);

/**
 * Run an ONNX file in ONNX Runtime, which is fetched for it.
 *
 * @param images `[N, height, width, channels]`.
 * @returns `outputs` by name, or why it could not be fetched or started.
 * @throws {InputError} When ONNX Runtime rejects the file.
 */
export async function runOnnx(
  file: string,
  images: tf.Tensor4D,
): Promise<Exclude<Answer, { fault: string }>> {
  const program = decodeURIComponent(new URL("onnx_runtime.ts", import.meta.url).pathname);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-lock", ...RIGHTS, program, file, String(images.shape)],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const pixels = new Uint8Array((await images.data() as Float32Array).slice().buffer);
  const answer = await printed(command, pixels);
  if ("missing" in answer) return { missing: oneLine(answer.missing) };
  if ("outputs" in answer) return answer;
  throw new InputError(`export: ONNX Runtime rejects the file (${oneLine(answer.fault)})`);
}

async function printed(command: Deno.Command, input: Uint8Array<ArrayBuffer>): Promise<Answer> {
  try {
    const child = command.spawn();
    const written = new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
    const { stdout, stderr } = await child.output();
    await written;
    const [line = ""] = new TextDecoder().decode(stdout).trim().split("\n").slice(-1);
    if (line !== "") return JSON.parse(line);
    return { missing: new TextDecoder().decode(stderr) };
  } catch (error) {
    return { missing: messageOf(error) };
  }
}

const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, " ").slice(0, 200);
