/** Training and evaluation for a long time: memory, tensors and open files stay as they are. */
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { allVariables, evaluate, fit } from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

interface Sample {
  /** Resident memory, bytes. */
  memory: number;
  tensors: number;
  /** Open files; 0 where the system does not say. */
  files: number;
}

function sampled(): Sample {
  let files = 0;
  try {
    files = [...Deno.readDirSync("/proc/self/fd")].length;
  } catch {
    // only Linux has it
  }
  return { memory: Deno.memoryUsage().rss, tensors: tf.memory().numTensors, files };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * Train and evaluate one model after the other.
 *
 * @returns What grew, a line each; nothing where all stayed flat.
 */
export async function soak(
  minutes: number,
  report: (line: string) => void,
): Promise<{ faults: string[]; rounds: number }> {
  const data = await smallSet({ train: 200, test: 200 }), samples: Sample[] = [];
  const end = performance.now() + minutes * 60_000;
  for (let seed = 1; performance.now() < end || samples.length < 8; seed++) {
    const model = {
      backbone: clsNet({ seed }),
      head: new ArcFaceHead({ classes: 10, embeddingSize: 2 }),
    };
    for await (const _ of fit(model, data, { epochs: 1, batchSize: 40, seed }));
    await evaluate(model, data.test);
    tf.dispose(Object.values(allVariables(model)));
    samples.push(sampled());
    if (seed % 50 === 0) report(`${seed} rounds, ${(sampled().memory / 1e6).toFixed(0)} MB`);
  }
  return { faults: grown(samples), rounds: samples.length };
}

/** The last quarter beside the second: the first still fills caches. */
function grown(samples: Sample[]): string[] {
  const quarter = samples.length >> 2;
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  const of = (part: Sample[], key: keyof Sample) => median(part.map((sample) => sample[key]));
  const bounds = { memory: 60e6, tensors: 0, files: 0 };
  return (["memory", "tensors", "files"] as const).flatMap((key) => {
    const [before, after] = [of(early, key), of(late, key)];
    return after - before > bounds[key] ? [`${key} grew from ${before} to ${after}`] : [];
  });
}
