/** Names from earlier versions, as in old checkpoints and run configurations. Loads no engine. */
import type { HeadName } from "./catalog.ts";

const annealing = {
  "annealing.start": "annealing.initial",
  "annealing.rate": "annealing.decayRate",
  "annealing.least": "annealing.min",
};

/** Old option name → current one, by head; `annealing.start` is a part of `annealing`. */
export const renamedOptions: Partial<Record<HeadName, Readonly<Record<string, string>>>> = {
  "l-softmax": annealing,
  "sphereface": annealing,
  "adaface": { rate: "momentum", startMean: "initialMean", startDeviation: "initialStd" },
  "magface": {
    leastMargin: "minMargin",
    mostMargin: "maxMargin",
    leastNorm: "minNorm",
    mostNorm: "maxNorm",
  },
  "curricularface": { rate: "momentum" },
  "elasticface": { deviation: "std" },
};

/** Old name of a checkpoint's tensor → current one. */
export const renamedTensors: ReadonlyMap<string, string> = new Map([[
  "head.normDeviation",
  "head.normStd",
]]);

/**
 * A head's options under their current names.
 *
 * @throws {RangeError} When an option is given under both names.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals<object>(currentOptions("magface", { leastNorm: 10 }), { minNorm: 10 });
 * ```
 */
export function currentOptions<Options extends object>(head: HeadName, options: Options): Options {
  const renamed = new Map(Object.entries(renamedOptions[head] ?? {}));
  return renameKeys(options, (path) => renamed.get(path) ?? path) as Options;
}

function renameKeys(options: object, rename: (path: string) => string, prefix = ""): object {
  const entries = Object.entries(options).map(([name, value]) => {
    const current = rename(prefix + name).slice(prefix.length);
    if (current !== name && Object.hasOwn(options, current)) {
      throw new RangeError(
        `${prefix}${name} is the old name of ${prefix}${current}: give one of them`,
      );
    }
    const hasParts = value?.constructor === Object;
    return [current, hasParts ? renameKeys(value, rename, `${prefix}${name}.`) : value];
  });
  return Object.fromEntries(entries);
}
