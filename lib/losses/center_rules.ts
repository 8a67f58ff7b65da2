/** Update rules found in implementations of center loss. */
export const centerRules = ["paper", "gradient", "batch-mean"] as const;
/** One of {@linkcode centerRules}. */
export type CenterRule = typeof centerRules[number];

/** What center loss does where nothing else is asked for. Loads no engine, as `--help` shows them. */
export const centerDefaults = { centerRate: 0.5, rule: "paper" as CenterRule };
