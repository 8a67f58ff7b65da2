/** Update rules found in implementations of center loss. */
export const centerRules = ["paper", "gradient", "batch-mean"] as const;
/** One of {@linkcode centerRules}. */
export type CenterRule = typeof centerRules[number];

/** Center loss defaults. Loads no engine, as `--help` shows them. */
export const centerDefaults = { centerRate: 0.5, rule: "paper" as CenterRule };
