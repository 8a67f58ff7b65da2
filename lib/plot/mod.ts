/** Figures: plain arrays in, `Figure` out. */
export * from "./colors.ts";
export * from "./evolution.ts";
export * from "./figure.ts";
export * from "./plot_bars.ts";
export * from "./plot_curves.ts";
export * from "./plot_embeddings.ts";
export * from "./plot_images.ts";
export * from "./principal_components.ts";
export * from "./save_figure.ts";
