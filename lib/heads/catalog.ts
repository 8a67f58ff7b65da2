/** Every head in one line each: where it is from, what it computes, its defaults. Loads no engine. */

/** A head as it is listed. */
export interface HeadEntry {
  paper: string;
  /** What the true class is scored; the other classes get the same without margin. */
  formula: string;
  /** What its margins are: angles, pieces of a cosine, or whole numbers that multiply the angle; absent where there are none. */
  marginUnit?: "radians" | "cosine" | "factor";
  /** Options beside sizes and seed, with the defaults for few classes in 2-D. */
  defaults: Readonly<Record<string, HeadOptionValue>>;
  /** The paper's constants for faces (high dimensions, many classes), where they differ. */
  faces: Readonly<Record<string, number>>;
}

/** What an option of a head may be. */
export type HeadOptionValue = number | boolean | string | Readonly<Record<string, number>>;

const separated = { prototypes: "separated" };

/** By the word that `--head` takes, in the order they are taught. */
export const headCatalog = {
  "softmax": { paper: "—", formula: "W·x + b", defaults: {}, faces: {} },
  "cosine": {
    paper: "NormFace, Wang et al. 2017, eq. 6",
    formula: "s·cos θ",
    defaults: { scale: 30, ...separated },
    faces: { scale: 20 },
  },
  "l-softmax": {
    paper: "L-Softmax, Liu et al. 2016, eq. 4–6",
    formula: "‖W‖‖x‖·(λ·cos θ + ψ(θ))/(1 + λ), ψ(θ) = (−1)^k·cos(mθ) − 2k, k = ⌊mθ/π⌋",
    marginUnit: "factor",
    defaults: { margin: 2, annealing: { start: 1000, rate: 0.12, least: 0 }, ...separated },
    faces: { margin: 4 },
  },
  "sphereface": {
    paper: "SphereFace, Liu et al. 2017, eq. 6–7",
    formula: "‖x‖·(λ·cos θ + ψ(θ))/(1 + λ), λ = max(5, 1000/(1 + 0.12·step))",
    marginUnit: "factor",
    defaults: { margin: 4, annealing: { start: 1000, rate: 0.12, least: 5 }, ...separated },
    faces: {},
  },
  "cosface": {
    paper: "CosFace, Wang et al. 2018, eq. 4",
    formula: "s·(cos θ − m)",
    marginUnit: "cosine",
    defaults: { scale: 30, margin: 0.1, ...separated },
    faces: { scale: 64, margin: 0.35 },
  },
  "arcface": {
    paper: "ArcFace, Deng et al. 2019, eq. 3",
    formula: "s·cos(θ + m)",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, detachMargin: false, fallback: "linear", ...separated },
    faces: { scale: 64, margin: 0.5 },
  },
  "combined": {
    paper: "ArcFace, Deng et al. 2019, eq. 4",
    formula: "s·(cos(m₁·θ + m₂) − m₃)",
    marginUnit: "radians",
    defaults: { scale: 30, multiplier: 1, margin: 0.3, cosineMargin: 0.05, ...separated },
    faces: { scale: 64, cosineMargin: 0.2 },
  },
  "subcenter-arcface": {
    paper: "Sub-center ArcFace, Deng et al. 2020, §3.2",
    formula: "s·cos(θ + m), θ to the nearest of the class's K prototypes",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, subCenters: 3, ...separated },
    faces: { scale: 64, margin: 0.5 },
  },
  "partial-arcface": {
    paper: "Partial FC, An et al. 2022, §3.2",
    formula: "s·cos(θ + m) against the batch's classes and a share of the others",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, sampleRate: 0.1, ...separated },
    faces: { scale: 64, margin: 0.5 },
  },
  "adaface": {
    paper: "AdaFace, Kim et al. 2022, eq. 12–15",
    formula: "s·(cos(θ − m·z) − (m + m·z)), z = clip((‖x‖ − μ)·h/σ, −1, 1)",
    marginUnit: "cosine",
    defaults: { scale: 30, margin: 0.05, concentration: 0.333, rate: 0.01, ...separated },
    faces: { scale: 64, margin: 0.4, startMean: 20, startDeviation: 100 },
  },
  "magface": {
    paper: "MagFace, Meng et al. 2021, eq. 2–4",
    formula: "s·cos(θ + m(‖x‖)), and λ·mean(‖x‖/u² + 1/‖x‖) beside the loss",
    marginUnit: "radians",
    defaults: {
      scale: 30,
      leastMargin: 0.2,
      mostMargin: 0.45,
      leastNorm: 1,
      mostNorm: 20,
      normWeight: 1,
      ...separated,
    },
    faces: { scale: 64, leastMargin: 0.45, mostMargin: 0.8, leastNorm: 10, mostNorm: 110, normWeight: 35 },
  },
  "curricularface": {
    paper: "CurricularFace, Huang et al. 2020, eq. 5–8",
    formula: "s·cos(θ + m); a harder wrong class s·cos θ_j·(t + cos θ_j), t the running mean of cos θ",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, rate: 0.01, ...separated },
    faces: { scale: 64, margin: 0.5 },
  },
  "elasticface": {
    paper: "ElasticFace, Boutros et al. 2022, eq. 5–8",
    formula: "s·cos(θ + m) or s·(cos θ − m), m drawn from N(margin, deviation) for each image",
    marginUnit: "radians",
    defaults: { scale: 30, kind: "arc", margin: 0.4, deviation: 0.05, plus: false, ...separated },
    faces: { scale: 64, margin: 0.5 },
  },
  "adacos": {
    paper: "AdaCos, Zhang et al. 2019, eq. 13–15",
    formula: "s·cos θ, s = ln(B_avg)/cos(min(π/4, median θ)) anew each step",
    defaults: { ...separated },
    faces: {},
  },
  "article": {
    paper: "the article's program",
    formula: "10·s·cos(acos(cos θ/10) + m)",
    marginUnit: "radians",
    defaults: { scale: 1, margin: 0.01, prototypes: "random" },
    faces: {},
  },
} as const satisfies Record<string, HeadEntry>;

/** One of the words that `--head` takes. */
export type HeadName = keyof typeof headCatalog;
/** The words that `--head` takes, in the order the heads are taught. */
export const headNames = Object.keys(headCatalog) as HeadName[];

/** The entry of a head, its literal types forgotten; with `kind` cos in the options that of ElasticFace-Cos. */
export function headEntry(name: HeadName, options?: Readonly<Record<string, HeadOptionValue>>): HeadEntry {
  const entry: HeadEntry = headCatalog[name];
  if (name !== "elasticface" || options?.kind !== "cos") return entry;
  return { ...entry, marginUnit: "cosine", defaults: { ...entry.defaults, kind: "cos", margin: 0.1, deviation: 0.02 } };
}

/** A Markdown table of all heads, as it stands in the README of `heads/`. */
export function headTable(): string {
  const rows = headNames.map((name) => {
    const { paper, formula, defaults, faces } = headEntry(name);
    return [`\`${name}\``, paper, formula, optionsText(defaults), optionsText(faces)];
  });
  const head = ["`--head`", "source", "score of the true class", "defaults, few classes in 2-D", "for faces"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** One line a head, as `--heads` prints it. */
export function headList(): string {
  const width = Math.max(...headNames.map(({ length }) => length));
  return headNames.map((name) => {
    const { formula, defaults, paper } = headEntry(name);
    return `${name.padEnd(width)}  ${formula}  [${optionsText(defaults) || "no options"}]  ${paper}`;
  }).join("\n");
}

/** Options as `--head-option` takes them. */
export function optionsText(options: Readonly<Record<string, HeadOptionValue>>): string {
  return Object.entries(flatOptions(options)).map(([name, value]) => `${name} ${value}`).join(", ");
}

/** Options whose value has parts, such as `annealing`, as one option a part: `annealing.start`. */
export function flatOptions(
  options: Readonly<Record<string, HeadOptionValue>>,
): Record<string, number | boolean | string> {
  const flat = Object.entries(options).flatMap(([name, value]) =>
    typeof value === "object"
      ? Object.entries(value).map(([part, number]) => [`${name}.${part}`, number] as const)
      : [[name, value] as const]
  );
  return Object.fromEntries(flat);
}
