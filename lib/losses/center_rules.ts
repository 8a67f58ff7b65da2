/** Ways in which programs that are called center loss move their centers. */
export const centerRules = ["paper", "gradient", "batch-mean"] as const;
/** One of {@linkcode centerRules}. */
export type CenterRule = typeof centerRules[number];
