/** The one place that names the tfjs package: all else imports `tf` from `engine/mod.ts`. */
export * as tf from "npm:@tensorflow/tfjs@4.22.0";
