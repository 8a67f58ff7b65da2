/**
 * The one file that names the tfjs package: all else imports `tf` from `engine/`.
 * @module
 */

/**
 * tfjs: from here on whatever backend is current, from `mod.ts` on the fastest engine that is here.
 */
export * as tf from "npm:@tensorflow/tfjs@4.22.0";
