/** Takes from the unpacked wheels what the engine needs: the two libraries, the headers for the addon, CUDA's libraries. */
import { InputError } from "../../errors.ts";
import type { Context } from "./_context.ts";
import { exists } from "./_files.ts";

/** Folders of headers, or single ones, below the wheel's `tensorflow/include`. */
const HEADERS = [
  "tensorflow/c",
  "tensorflow/core/platform/ctstring.h",
  "tensorflow/core/platform/ctstring_internal.h",
  "tsl/platform/ctstring.h",
  "tsl/platform/ctstring_internal.h",
  "xla/tsl/c",
];

/** Move what is needed from the unpacked wheels into the engine's folder. */
export async function keepNeeded(context: Context, wheels: string): Promise<void> {
  const { engine, parts } = context;
  for (const library of parts.libraries) {
    await move(`${wheels}/tensorflow/${library}`, `${engine}/tensorflow/${library}`);
  }
  for (const header of HEADERS) await move(`${wheels}/tensorflow/include/${header}`, `${engine}/include/${header}`);
  if (parts.gpu) await keepCuda(wheels, engine);
}

/** TensorFlow's libraries look for CUDA's in `../nvidia`; only their own headers are not needed. */
async function keepCuda(wheels: string, engine: string): Promise<void> {
  for await (const part of Deno.readDir(`${wheels}/nvidia`)) {
    const headers = `${wheels}/nvidia/${part.name}/include`;
    if (await exists(headers)) await Deno.remove(headers, { recursive: true });
  }
  await move(`${wheels}/nvidia`, `${engine}/nvidia`);
}

async function move(from: string, to: string): Promise<void> {
  await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  if (!await exists(from)) {
    throw new InputError(`the wheel lacks ${from.split("/wheels/").at(-1)}: please report it with your system's name`);
  }
  await Deno.rename(from, to);
}
