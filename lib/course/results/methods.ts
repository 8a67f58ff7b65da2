/**
 * What the README's table of results compares: one line of flags each; everything else is the
 * command's default.
 */
import { ensureRun, type WantedRun } from "./ensure_run.ts";
import type { WantedRow } from "./recorded.ts";
import { type Result, resultFrom } from "./result.ts";

/** A training method and its seeds. */
export interface Method {
  /** Folder name of its runs, followed by the seed. */
  name: string;
  label: string;
  /** Flags of `deno task train`, without the seed. */
  flags: string[];
  seeds: number[];
}

const upTo = (last: number) => Array.from({ length: last }, (_, k) => k + 1);

/** In the table's order. */
export const methods: readonly Method[] = [
  { name: "softmax", label: "softmax", flags: ["--head", "softmax"], seeds: upTo(5) },
  {
    name: "center",
    label: "softmax and center loss, λ = 0.1",
    flags: ["--head", "softmax", "--center-weight", "0.1"],
    seeds: upTo(3),
  },
  { name: "arcface", label: "ArcFace, s = 30, m = 0.4", flags: [], seeds: upTo(5) },
  {
    name: "no-last-prelu",
    label: "ArcFace without the PReLU after the embedding",
    flags: ["--no-last-prelu"],
    seeds: upTo(3),
  },
  {
    name: "random",
    label: "ArcFace from random prototypes",
    flags: ["--prototypes", "random"],
    seeds: upTo(5),
  },
  {
    name: "article",
    label: "the article, reproduced verbatim",
    flags: ["--preset", "article"],
    seeds: [1],
  },
];

/** Where Debian's package `dataset-fashion-mnist` puts its four files. */
export const FASHION = "/usr/share/datasets/fashion-mnist";

/** The same on Fashion-MNIST: three methods, five seeds. */
export const fashionMethods: readonly Method[] = ["softmax", "center", "arcface"].map((name) => {
  const method = methods.find((method) => method.name === name)!;
  return {
    ...method,
    name: `fashion-${name}`,
    flags: [...method.flags, "--data", FASHION],
    seeds: upTo(5),
  };
});

/** Epochs of each run: the command's default. */
export const EPOCHS = 4;

/** A method's run with one seed. */
export function wantedRun({ name, flags }: Method, seed: number): WantedRun {
  return { name: `${name}-${seed}`, flags: [...flags, "--seed", String(seed)], epochs: EPOCHS };
}

/** The table's rows, one per run. */
export function wantedResults(wanted = methods): WantedRow<Result>[] {
  return wanted.flatMap((method) => method.seeds.map((seed) => wantedResult(method, seed)));
}

function wantedResult(method: Method, seed: number): WantedRow<Result> {
  return {
    is: (row) => row.method === method.name && row.seed === seed,
    measure: async () =>
      resultFrom(method.name, { seed, records: await ensureRun(wantedRun(method, seed)) }),
  };
}
