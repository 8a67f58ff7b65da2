/** Which programs are measured, and how they are started. */
import type { Torch } from "./torch.ts";

/** One row of the table. */
export interface Program {
  name: "article" | "best" | "ours" | "oursFast";
  /** For people. */
  label: string;
  command: string[];
  env: Record<string, string>;
  /** It counts only with tcmalloc in its process. */
  tcmalloc: boolean;
}

/** What was found or installed for the comparison; what is missing leaves its rows out. */
export interface Found {
  torch?: Torch;
  /** Path of the allocator's library. */
  tcmalloc?: string;
}

// The reference is float32 on both sides: NVIDIA's libraries would round to TF32 where the framework's default allows it.
const FLOAT32 = { NVIDIA_TF32_OVERRIDE: "0" };

/** The programs that can be measured here, the article's code first. */
export function programsFor({ torch, tcmalloc }: Found, batch: number): Program[] {
  const article = torch && torchProgram("article", { torch, batch });
  const best = torch && tcmalloc && torchProgram("best", { torch, batch, tcmalloc });
  return [
    ...(article ? [article] : []),
    ...(best ? [best] : []),
    ourProgram("ours", batch),
    ourProgram("oursFast", batch),
  ];
}

function torchProgram(
  name: "article" | "best",
  { torch, batch, tcmalloc }: { torch: Torch; batch: number; tcmalloc?: string },
): Program {
  const script = ["tests/bench/torch_steps.py", "--variant", name, "--batch", `${batch}`];
  return {
    name,
    label: name === "article" ? "the article's PyTorch code" : "best PyTorch (channels_last, tcmalloc)",
    command: [torch.python, ...script],
    env: { ...FLOAT32, ...torch.env, ...(tcmalloc ? { LD_PRELOAD: tcmalloc } : {}) },
    tcmalloc: tcmalloc !== undefined,
  };
}

function ourProgram(name: "ours" | "oursFast", batch: number): Program {
  const fast = name === "oursFast";
  const permissions = ["read", "env", "sys", "ffi"].map((name) => `--allow-${name}`);
  return {
    name,
    label: fast ? "this library, MARGIN_OPS=fast" : "this library",
    command: [Deno.execPath(), "run", ...permissions, "tests/bench/our_steps.ts", "--batch", `${batch}`],
    env: { ...FLOAT32, MARGIN_QUIET: "1", MARGIN_OPS: fast ? "fast" : "plain" },
    tcmalloc: false,
  };
}
