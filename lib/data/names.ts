/** Names that options take, apart from what does the work: help texts load nothing else. */

/** How an image of another shape fills the wanted one: cut, with black bars, or stretched. */
export const fits = ["cover", "contain", "fill"] as const;

/** One of {@linkcode fits}. */
export type Fit = (typeof fits)[number];
