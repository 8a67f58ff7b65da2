/** Which programs are measured, and how they are started. */
import type { Torch } from "./torch.ts";

/** One row of the table. */
export interface Program {
  name:
    | "article"
    | "best"
    | "compiled"
    | "ours"
    | "oursPlain"
    | "bestTf32"
    | "compiledTf32"
    | "oursTf32"
    | "bestBfloat16"
    | "oursBfloat16";
  /** For display. */
  label: string;
  command: string[];
  env: Record<string, string>;
  /** Only valid with tcmalloc in its process. */
  tcmalloc: boolean;
  /** If it cannot run, its row is left out. */
  optional?: boolean;
}

/** What was found or installed for the comparison; rows of missing programs are left out. */
export interface Found {
  torch?: Torch;
  /** Path of the allocator's library. */
  tcmalloc?: string;
}

/** What is measured. */
export interface Wanted {
  batch: number;
  /**
   * Whether TensorFlow and PyTorch run on a GPU: then PyTorch is also compiled, and both also round
   * to TF32.
   */
  gpu?: boolean;
}

const AUTOCAST = "best PyTorch, bfloat16 autocast",
  OURS_BFLOAT16 = "this library, --precision bfloat16";

// NVIDIA's libraries would round to TF32 if a framework's default allows it.
const FLOAT32 = { NVIDIA_TF32_OVERRIDE: "0" };

/** The programs that can be measured here, the article's code first. */
export function programsFor(found: Found, { batch, gpu = false }: Wanted): Program[] {
  return gpu ? gpuPrograms(found, batch) : cpuPrograms(found, batch);
}

function cpuPrograms({ torch, tcmalloc }: Found, batch: number): Program[] {
  const plain = {
    label: "this library, MARGIN_OPS=plain",
    env: { ...FLOAT32, MARGIN_OPS: "plain" },
  };
  return [
    ...(torch ? [articleProgram(torch, batch)] : []),
    ...(torch && tcmalloc
      ? [
        torchProgram("best", {
          torch,
          batch,
          tcmalloc,
          label: "best PyTorch (channels_last, tcmalloc)",
        }),
      ]
      : []),
    ourProgram("ours", { batch, label: "this library", env: { ...FLOAT32, MARGIN_OPS: "fast" } }),
    ourProgram("oursPlain", { batch, ...plain }),
    ...(torch && tcmalloc
      ? [torchProgram("bestBfloat16", { torch, batch, tcmalloc, label: AUTOCAST })]
      : []),
    ourProgram("oursBfloat16", {
      batch,
      label: OURS_BFLOAT16,
      env: { ...FLOAT32, MARGIN_OPS: "fast" },
    }),
  ];
}

function gpuPrograms({ torch }: Found, batch: number): Program[] {
  const pytorch = (name: Program["name"], label: string) =>
    torch ? [torchProgram(name, { torch, batch, label: `PyTorch, ${label}` })] : [];
  return [
    ...(torch ? [articleProgram(torch, batch)] : []),
    ...pytorch("best", "channels_last"),
    ...pytorch("compiled", "torch.compile"),
    ourProgram("ours", { batch, label: "this library", env: FLOAT32 }),
    ...pytorch("bestTf32", "channels_last, TF32"),
    ...pytorch("compiledTf32", "torch.compile, TF32"),
    ourProgram("oursTf32", { batch, label: "this library, TF32", env: {} }),
    ...(torch ? [torchProgram("bestBfloat16", { torch, batch, label: AUTOCAST })] : []),
    ourProgram("oursBfloat16", { batch, label: OURS_BFLOAT16, env: FLOAT32 }),
  ];
}

function articleProgram(torch: Torch, batch: number): Program {
  return torchProgram("article", { torch, batch, label: "the article's PyTorch code" });
}

function torchProgram(
  name: Program["name"],
  { torch, batch, tcmalloc, label }: {
    torch: Torch;
    batch: number;
    tcmalloc?: string;
    label: string;
  },
): Program {
  const tf32 = name.endsWith("Tf32"),
    half = isHalf(name),
    variant = name.replace(/Tf32|Bfloat16/, "");
  const script = ["lib/course/bench/torch_steps.py", "--variant", variant, "--batch", `${batch}`];
  return {
    name,
    label,
    command: [
      torch.python,
      ...script,
      ...(tf32 ? ["--tf32"] : []),
      ...(half ? ["--autocast"] : []),
    ],
    env: { ...(tf32 ? {} : FLOAT32), ...torch.env, ...(tcmalloc ? { LD_PRELOAD: tcmalloc } : {}) },
    tcmalloc: tcmalloc !== undefined,
    optional: half,
  };
}

function ourProgram(
  name: Program["name"],
  { batch, label, env }: { batch: number; label: string; env: Record<string, string> },
): Program {
  const permissions = ["read", "env", "sys", "ffi"].map((name) => `--allow-${name}`);
  const precision = isHalf(name) ? ["--precision", "bfloat16"] : [];
  return {
    name,
    label,
    command: [
      Deno.execPath(),
      "run",
      ...permissions,
      "lib/course/bench/our_steps.ts",
      "--batch",
      `${batch}`,
      ...precision,
    ],
    env: { MARGIN_QUIET: "1", ...env },
    tcmalloc: false,
    optional: isHalf(name),
  };
}

function isHalf(name: Program["name"]): boolean {
  return name.endsWith("Bfloat16");
}
