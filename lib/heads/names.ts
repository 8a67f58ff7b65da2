/** The heads that `--head` takes, in the order they are taught. */
export const headNames = ["softmax", "cosine", "arcface", "article"] as const;

/** One of {@linkcode headNames}. */
export type HeadName = typeof headNames[number];
