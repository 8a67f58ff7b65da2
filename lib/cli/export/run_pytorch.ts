/** Runs what `exportPytorch` wrote, where there is a PyTorch. */
import { seekTorch } from "../../course/bench/torch.ts";
import { lastError } from "../../engine/install/mod.ts";
import type { tf } from "../../engine/mod.ts";
import { InputError } from "../../errors.ts";

/**
 * Images from stdin → embeddings as JSON. The PyTorch of `deno task bench` comes without the
 * package that reads safetensors files: then ten lines do.
 */
const PROGRAM = `
import importlib.util, json, struct, sys, types
import torch

def load_file(path):
    data = open(path, "rb").read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    entries = json.loads(data[8:start])
    entries.pop("__metadata__", None)
    def tensor(entry):
        first, end = entry["data_offsets"]
        bytes = bytearray(data[start + first:start + end])
        return torch.frombuffer(bytes, dtype=torch.float32).reshape(entry["shape"])
    return {name: tensor(entry) for name, entry in entries.items()}

own = importlib.util.find_spec("safetensors") is None
if own:
    sys.modules["safetensors"] = types.ModuleType("safetensors")
    sys.modules["safetensors.torch"] = types.ModuleType("safetensors.torch")
    sys.modules["safetensors.torch"].load_file = load_file
sys.path.insert(0, ".")
from model import load
pixels = torch.frombuffer(bytearray(sys.stdin.buffer.read()), dtype=torch.float32)
images = pixels.reshape(json.loads(sys.argv[1])).permute(0, 3, 1, 2)
with torch.no_grad():
    embeddings = load("model.safetensors")(images)
print(json.dumps({"version": torch.__version__, "embeddings": embeddings.flatten().tolist()}))
`;

/** What PyTorch gives. */
export interface PytorchAnswer {
  version: string;
  /** `[N, D]`, row by row. */
  embeddings: number[];
}

/**
 * Run an export in a Python that has PyTorch, the user's or that of `deno task bench`.
 *
 * @param folder With `model.py` and `model.safetensors`.
 * @param images `[N, height, width, channels]`.
 * @returns Without embeddings where there is no PyTorch; `fault`: why one that is there cannot be
 * imported.
 * @throws {InputError} When PyTorch rejects the program or its weights.
 */
export async function runPytorch(
  folder: string,
  images: tf.Tensor4D,
): Promise<PytorchAnswer | { fault?: string }> {
  const found = await seekTorch();
  if (!("python" in found)) return found;
  const command = new Deno.Command(found.python, {
    args: ["-c", PROGRAM, JSON.stringify(images.shape)],
    env: { ...found.env, PYTHONDONTWRITEBYTECODE: "1" },
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const pixels = new Blob([(await images.data() as Float32Array).slice()]);
  const written = pixels.stream().pipeTo(child.stdin).catch(() => {}); // it may end before it reads
  const [{ success, stdout, stderr }] = await Promise.all([child.output(), written]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (success) return JSON.parse(text(stdout).split("\n").at(-1)!);
  throw new InputError(`export: PyTorch rejects the files (${lastError(text(stderr))})`);
}
