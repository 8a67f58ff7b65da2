/** The same file, opened by the reference implementation: Python's `safetensors`. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/training/files/safetensors.ts";

async function python(program: string, ...args: string[]) {
  const command = new Deno.Command("python3", {
    args: ["-c", program, ...args],
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output().catch(() => ({
    success: false,
    stdout: new Uint8Array(),
    stderr: new Uint8Array(),
  }));
  return {
    success,
    output: new TextDecoder().decode(stdout),
    errors: new TextDecoder().decode(stderr),
  };
}

const installed = (await python("import safetensors, numpy")).success;
if (!installed) {
  console.log("safetensors_python_test.ts: skipped, needs: pip install safetensors numpy");
}

const READ = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], framework="np") as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    metadata = file.metadata()
print(json.dumps({
    "metadata": {key: text for key, text in metadata.items() if key != "crc32"},
    "tensors": {name: [str(t.dtype), list(t.shape), t.tobytes().hex()] for name, t in tensors.items()},
}))
`;

const REWRITE = `
import sys
from safetensors.numpy import load_file, save_file
save_file({**load_file(sys.argv[1]), "added": load_file(sys.argv[1])["w"] * 2}, sys.argv[2], metadata={"by": "python"})
`;

const hex = ({ buffer }: { buffer: ArrayBufferLike }) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const w = Float32Array.of(1.5, -0, NaN, Infinity, 1e-45, -3);
const n = Int32Array.of(-(2 ** 31));
const π = Float64Array.of(Math.PI);
const file = encodeSafetensors({
  w: { dtype: "F32", shape: [2, 3], data: w },
  n: { dtype: "I32", shape: [], data: n },
  "π": { dtype: "F64", shape: [1], data: π },
  u: { dtype: "U8", shape: [3], data: Uint8Array.of(0, 7, 255) },
  none: { dtype: "F32", shape: [0, 2], data: new Float32Array() },
}, { config: '{"head":"arcface","note":"größer"}', epoch: "2" });

async function inTemporaryFolder(use: (path: (name: string) => string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "ours.safetensors"), file);
    await use((name) => join(folder, name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "encodeSafetensors() writes what Python's safetensors reads",
  ignore: !installed,
  fn: () =>
    inTemporaryFolder(async (path) => {
      const { output, errors } = await python(READ, path("ours.safetensors"));
      assertEquals(errors, "");
      assertEquals(JSON.parse(output), {
        metadata: { config: '{"head":"arcface","note":"größer"}', epoch: "2" },
        tensors: {
          w: ["float32", [2, 3], hex(w)],
          n: ["int32", [], hex(n)],
          "π": ["float64", [1], hex(π)],
          u: ["uint8", [3], "0007ff"],
          none: ["float32", [0, 2], ""],
        },
      });
    }),
});

Deno.test({
  name: "decodeSafetensors() reads what Python's safetensors writes",
  ignore: !installed,
  fn: () =>
    inTemporaryFolder(async (path) => {
      const { success, errors } = await python(
        REWRITE,
        path("ours.safetensors"),
        path("theirs.safetensors"),
      );
      assertEquals({ success, errors }, { success: true, errors: "" });
      const { tensors, metadata } = decodeSafetensors(
        await Deno.readFile(path("theirs.safetensors")),
        "theirs",
      );
      assertEquals(metadata, { by: "python" });
      assertEquals(Object.keys(tensors).sort(), ["added", "n", "none", "u", "w", "π"]);
      assertEquals(tensors.w, { dtype: "F32", shape: [2, 3], data: w });
      assertEquals(tensors.added.data, w.map((value) => 2 * value));
    }),
});
