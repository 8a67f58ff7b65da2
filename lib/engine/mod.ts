/** The engine: tfjs on the fastest backend that is here. The only folder that names TensorFlow. */
export { tf } from "./tensorflow.ts";
export { engineInfo } from "./running.ts";
export { type EngineName, engineNames } from "./names.ts";
export type { EngineInfo } from "./start.ts";
export { type NormalizedBatch, stockBatchNorm, trainBatchNorm } from "./kernels/batch_norm.ts";
export { stockConv2d, validConv2d } from "./kernels/conv2d.ts";
export {
  bfloat16MatMul,
  bfloat16Slowdown,
  keepsBfloat16,
  toBfloat16,
  toFloat32,
  whyNoBfloat16,
} from "./kernels/bfloat16.ts";
export { rowCrossEntropy, stockCrossEntropy } from "./kernels/cross_entropy.ts";
export { canNormalizeConv2d, normalizedConv2d } from "./kernels/normalized_conv2d.ts";
export { canNormalizeMaxPool, normalizedMaxPool } from "./kernels/normalized_max_pool.ts";
export { maxPool, stockMaxPool } from "./kernels/max_pool.ts";
export { canShareSlope, sharedPrelu, sharedSlope, stockPrelu } from "./kernels/prelu.ts";
export { canUnpackBytes, unpackBytes } from "./kernels/unpack_bytes.ts";
export { chooseOps, type OpSet, opSets, wantedOps } from "./op_set.ts";
export { type Precision, precisions } from "./precision.ts";
export { type AdamVariables, FusedAdam, fusedAdam } from "./kernels/adam.ts";
