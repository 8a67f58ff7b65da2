/** Figures: plain arrays in, `Figure` out. */
export type { Domain } from "./_domain.ts";
export type { HeadingOptions } from "./_compose.ts";
export type { ReferenceMark, UprightMark } from "./_reference_marks.ts";
export type { XYOptions } from "./_xy_options.ts";
export * from "./colors.ts";
export * from "./evolution.ts";
export * from "./figure.ts";
export * from "./plot_bars.ts";
export * from "./plot_curves.ts";
export * from "./plot_dots.ts";
export * from "./plot_embeddings.ts";
export * from "./plot_histograms.ts";
export * from "./plot_images.ts";
export * from "./plot_lines.ts";
export * from "./plot_scatter.ts";
export * from "./principal_components.ts";
export * from "./save_figure.ts";
