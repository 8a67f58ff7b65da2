/** Update rules found in implementations of center loss. */
export const centerRules = ["paper", "gradient", "batch-mean"] as const;
/** One of {@linkcode centerRules}. */
export type CenterRule = typeof centerRules[number];
