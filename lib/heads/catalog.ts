/** One entry per head: its paper, its formula, its defaults. Loads no engine. */

/** A head's entry in the catalog. */
export interface HeadEntry {
  /** Its short name, authors, year and equations. */
  paper: string;
  /** Logit of the true class; those of the other classes have no margin. */
  formula: string;
  /** Unit of the margin: radians, cosine, or an integer factor of the angle. */
  marginUnit?: "radians" | "cosine" | "factor";
  /** Options other than sizes and seed, with defaults for few classes in 2-D. */
  defaults: Readonly<Record<string, HeadOptionValue>>;
  /** The paper's values, mostly for faces (many dimensions and classes), where they differ. */
  paperDefaults: Readonly<Record<string, number>>;
  /** What `feasibility` goes by. */
  bestScore: BestScore;
}

/**
 * Target logit / s of an embedding on its prototype, at the largest margin, from the head's options;
 * `"unbounded"` if norms are, so that the loss can approach 0; `"own scale"` if the scale is AdaCos's.
 */
export type BestScore =
  | "unbounded"
  | "own scale"
  | ((options: Readonly<Record<string, number>>) => number);

/** Value of a head's option. */
export type HeadOptionValue = number | boolean | string | Readonly<Record<string, number>>;

const separated = { prototypes: "separated" };

const cosineOfMargin: BestScore = ({ margin }) => Math.cos(margin);
const oneLessMargin: BestScore = ({ margin }) => 1 - margin;

/** By the name that `--head` takes, in the order the heads are taught. */
export const headCatalog = {
  "softmax": {
    paper: "—",
    formula: "W·x + b",
    defaults: {},
    paperDefaults: {},
    bestScore: "unbounded",
  },
  "cosine": {
    paper: "NormFace, Wang et al. 2017, eq. 6",
    formula: "s·cos θ",
    defaults: { scale: 30, ...separated },
    paperDefaults: { scale: 20 },
    bestScore: (): number => 1,
  },
  "l-softmax": {
    paper: "L-Softmax, Liu et al. 2016, eq. 4–6",
    formula: "‖W‖‖x‖·(λ·cos θ + ψ(θ))/(1 + λ), ψ(θ) = (−1)^k·cos(mθ) − 2k, k = ⌊mθ/π⌋",
    marginUnit: "factor",
    defaults: { margin: 2, annealing: { initial: 1000, decayRate: 0.12, min: 0 }, ...separated },
    paperDefaults: { margin: 4 },
    bestScore: "unbounded",
  },
  "sphereface": {
    paper: "SphereFace, Liu et al. 2017, eq. 6–7",
    formula: "‖x‖·(λ·cos θ + ψ(θ))/(1 + λ), λ = max(5, 1000/(1 + 0.12·step))",
    marginUnit: "factor",
    defaults: { margin: 4, annealing: { initial: 1000, decayRate: 0.12, min: 5 }, ...separated },
    paperDefaults: {},
    bestScore: "unbounded",
  },
  "cosface": {
    paper: "CosFace, Wang et al. 2018, eq. 4",
    formula: "s·(cos θ − m)",
    marginUnit: "cosine",
    defaults: { scale: 30, margin: 0.1, ...separated },
    paperDefaults: { scale: 64, margin: 0.35 },
    bestScore: oneLessMargin,
  },
  "arcface": {
    paper: "ArcFace, Deng et al. 2019, eq. 3",
    formula: "s·cos(θ + m)",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, detachMargin: false, fallback: "linear", ...separated },
    paperDefaults: { scale: 64, margin: 0.5 },
    bestScore: cosineOfMargin,
  },
  "combined": {
    paper: "ArcFace, Deng et al. 2019, eq. 4",
    formula: "s·(cos(m₁·θ + m₂) − m₃)",
    marginUnit: "radians",
    defaults: { scale: 30, multiplier: 1, margin: 0.3, cosineMargin: 0.05, ...separated },
    paperDefaults: { scale: 64, cosineMargin: 0.2 },
    bestScore: ({ margin, cosineMargin }: Readonly<Record<string, number>>): number =>
      Math.cos(margin) - cosineMargin,
  },
  "subcenter-arcface": {
    paper: "Sub-center ArcFace, Deng et al. 2020, §3.2",
    formula: "s·cos(θ + m), θ to the nearest of the class's K prototypes",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, subCenters: 3, ...separated },
    paperDefaults: { scale: 64, margin: 0.5 },
    bestScore: cosineOfMargin,
  },
  "partial-arcface": {
    paper: "Partial FC, An et al. 2022, §3.2",
    formula: "s·cos(θ + m) against the batch's classes and a sample of the others",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, sampleRate: 0.1, ...separated },
    paperDefaults: { scale: 64, margin: 0.5 },
    bestScore: cosineOfMargin, // against all classes, as in prediction
  },
  "adaface": {
    paper: "AdaFace, Kim et al. 2022, eq. 12–15",
    formula: "s·(cos(θ − m·z) − (m + m·z)), z = clip((‖x‖ − μ)·h/σ, −1, 1)",
    marginUnit: "cosine",
    defaults: { scale: 30, margin: 0.05, concentration: 0.333, momentum: 0.01, ...separated },
    paperDefaults: { scale: 64, margin: 0.4, initialMean: 20, initialStd: 100 },
    bestScore: ({ margin }: Readonly<Record<string, number>>): number => 1 - 2 * margin, // at a large norm, z = 1
  },
  "magface": {
    paper: "MagFace, Meng et al. 2021, eq. 2–4",
    formula: "s·cos(θ + m(‖x‖)), and λ·mean(‖x‖/u² + 1/‖x‖) added to the loss",
    marginUnit: "radians",
    defaults: {
      scale: 30,
      minMargin: 0.2,
      maxMargin: 0.45,
      minNorm: 1,
      maxNorm: 20,
      normWeight: 1,
      ...separated,
    },
    paperDefaults: {
      scale: 64,
      minMargin: 0.45,
      maxMargin: 0.8,
      minNorm: 10,
      maxNorm: 110,
      normWeight: 35,
    },
    bestScore: ({ maxMargin }: Readonly<Record<string, number>>): number => Math.cos(maxMargin), // at a large norm
  },
  "curricularface": {
    paper: "CurricularFace, Huang et al. 2020, eq. 5–8",
    formula:
      "s·cos(θ + m); of a hard negative s·cos θ_j·(t + cos θ_j), t the running mean of cos θ",
    marginUnit: "radians",
    defaults: { scale: 30, margin: 0.4, momentum: 0.01, ...separated },
    paperDefaults: { scale: 64, margin: 0.5 },
    bestScore: cosineOfMargin,
  },
  "elasticface": {
    paper: "ElasticFace, Boutros et al. 2022, eq. 5–8",
    formula: "s·cos(θ + m) or s·(cos θ − m), m drawn from N(margin, std) for each image",
    marginUnit: "radians",
    defaults: { scale: 30, kind: "arc", margin: 0.4, std: 0.05, plus: false, ...separated },
    paperDefaults: { scale: 64, margin: 0.5 },
    bestScore: cosineOfMargin,
  },
  "adacos": {
    paper: "AdaCos, Zhang et al. 2019, eq. 13–15",
    formula: "s·cos θ, s = ln(B_avg)/cos(min(π/4, median θ)) at each step",
    defaults: { ...separated },
    paperDefaults: {},
    bestScore: "own scale",
  },
  "article": {
    paper: "the article's program",
    formula: "10·s·cos(acos(cos θ/10) + m)",
    marginUnit: "radians",
    defaults: { scale: 1, margin: 0.01, prototypes: "random" },
    paperDefaults: {},
    bestScore: ({ margin }: Readonly<Record<string, number>>): number =>
      10 * Math.cos(Math.acos(0.1) + margin),
  },
} as const satisfies Record<string, HeadEntry>;

/** One of the names that `--head` takes. */
export type HeadName = keyof typeof headCatalog;
/** The names that `--head` takes, in the order the heads are taught. */
export const headNames = Object.keys(headCatalog) as HeadName[];

/** A head's entry, without its literal types; `kind: "cos"` in options gives ElasticFace-Cos's. */
export function headEntry(
  name: HeadName,
  options?: Readonly<Record<string, unknown>>,
): HeadEntry {
  const entry: HeadEntry = headCatalog[name];
  if (name !== "elasticface" || options?.kind !== "cos") return entry;
  return {
    ...entry,
    marginUnit: "cosine",
    defaults: { ...entry.defaults, kind: "cos", margin: 0.1, std: 0.02 },
    bestScore: oneLessMargin,
  };
}
