/** Takes what the engine needs from the unpacked wheels: TensorFlow's libraries, and CUDA's. */
import { dirname } from "node:path";
import { InputError } from "../../errors.ts";
import type { Context } from "./_context.ts";
import { exists } from "./_files.ts";

/** Move what is needed from the unpacked wheels into the engine's folder. */
export async function keepNeeded(context: Context, wheels: string): Promise<void> {
  const { engine, parts } = context;
  for (const library of parts.libraries) {
    await move(`${wheels}/tensorflow/${library}`, `${engine}/tensorflow/${library}`);
  }
  if (parts.gpu) await keepCuda(wheels, engine);
}

/** TensorFlow's libraries look for CUDA's in `../nvidia`; all but the headers is needed. */
async function keepCuda(wheels: string, engine: string): Promise<void> {
  for await (const part of Deno.readDir(`${wheels}/nvidia`)) {
    const headers = `${wheels}/nvidia/${part.name}/include`;
    if (await exists(headers)) await Deno.remove(headers, { recursive: true });
  }
  await move(`${wheels}/nvidia`, `${engine}/nvidia`);
}

async function move(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  if (!await exists(from)) {
    throw new InputError(
      `the wheel lacks ${from.split("/wheels/").at(-1)}: please report it with your system's name`,
    );
  }
  await Deno.rename(from, to);
}
