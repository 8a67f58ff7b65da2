/** The engine: tfjs on the fastest backend available. The only folder that refers to TensorFlow. */
export { tf } from "./tensorflow.ts";
export { engineInfo } from "./running.ts";
export { readNow } from "./read_now.ts";
export { type EngineName, engineNames } from "./names.ts";
export type { EngineInfo } from "./start.ts";
export {
  batchNormGradient,
  hasBatchNormGradient,
  type NormalizedBatch,
  stockBatchNorm,
  trainBatchNorm,
} from "./kernels/batch_norm.ts";
export {
  activatedConv2d,
  biasedConv2d,
  biasedConv2dGradients,
  hasBiasedConv2d,
} from "./kernels/biased_conv2d.ts";
export { channelSquares, hasChannelSquares } from "./kernels/channel_squares.ts";
export { stockConv2d, validConv2d } from "./kernels/conv2d.ts";
export {
  bfloat16MatMul,
  bfloat16Slowdown,
  castTo,
  keepsBfloat16,
  toBfloat16,
  toFloat32,
  whyNoBfloat16,
} from "./kernels/bfloat16.ts";
export { rowCrossEntropy, stockCrossEntropy } from "./kernels/cross_entropy.ts";
export {
  hasMaxPoolWithWorkspace,
  maxPool,
  maxPoolGradient,
  maxPoolWithWorkspace,
  stockMaxPool,
} from "./kernels/max_pool.ts";
export {
  canShareSlope,
  gradientsFromActivated,
  sharedPrelu,
  sharedSlope,
  stockPrelu,
} from "./kernels/prelu.ts";
export { canUnpackBytes, unpackBytes } from "./kernels/unpack_bytes.ts";
export { chooseOps, chosenOps, type OpSet, opSets, wantedOps } from "./op_set.ts";
export { type Precision, precisions } from "./precision.ts";
export { type AdamVariables, FusedAdam, fusedAdam } from "./kernels/adam.ts";
