/** Figures: plain arrays in, `Figure` out. */
export type { Domain } from "./_domain.ts";
export type { HeadingOptions } from "./_compose.ts";
export type { ReferenceMark, UprightMark } from "./_reference_marks.ts";
export type { XYOptions } from "./_xy_options.ts";
export * from "./colors.ts";
export * from "./evolution.ts";
export * from "./figure.ts";
export { gridPoints, planeDomain } from "./grid_points.ts";
export * from "./plot_arrows.ts";
export * from "./plot_bars.ts";
export * from "./plot_circle.ts";
export * from "./plot_confusion.ts";
export * from "./plot_curves.ts";
export * from "./plot_decision_regions.ts";
export * from "./plot_dots.ts";
export * from "./plot_embeddings.ts";
export * from "./plot_gradient_curves.ts";
export * from "./plot_histograms.ts";
export * from "./plot_images.ts";
export * from "./plot_lines.ts";
export { plotLogitCurves, type ThetaFunction } from "./plot_logit_curves.ts";
export * from "./plot_predictions.ts";
export * from "./plot_roc.ts";
export * from "./plot_scatter.ts";
export * from "./plot_small_multiples.ts";
export * from "./plot_sphere.ts";
export * from "./plot_theta_histograms.ts";
export * from "./principal_components.ts";
export { saveFigure } from "./save_figure.ts";
export type {
  Embeddings,
  EpochRecord,
  Figure,
  ImageShape,
  PngOptions,
  TestResult,
} from "../types.ts";
