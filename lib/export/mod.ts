/** Export of models and embeddings to other programs' formats. */
export { writeNpy } from "./npy.ts";
export { exportOnnx, type ExportOnnxOptions } from "./onnx.ts";
export { exportPytorch } from "./pytorch.ts";
export { exportTfjs } from "./tfjs.ts";
