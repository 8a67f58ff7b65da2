/**
 * The only file that names the tfjs package: everything else imports `tf` from `engine/`.
 * @module
 */

/**
 * tfjs: imported from here on its current backend, from `mod.ts` on the fastest engine available.
 */
export * as tf from "npm:@tensorflow/tfjs@4.22.0";
