/** Export of models and embeddings to other programs' formats. */
export { writeNpy } from "./npy.ts";
export { exportTfjs } from "./tfjs.ts";
