/** Networks up to the embedding. */
export { clsNet, type ClsNetOptions } from "./cls_net.ts";
export { forward, type ForwardOptions, isChain, multipliesInBlocks } from "./fused/forward.ts";
export {
  isBatchNorm,
  isModel,
  layersWithin,
  type NamedWeight,
  type PlacedLayer,
  weightsWithin,
} from "./walk.ts";
export {
  buildBackbone,
  type BuildOptions,
  describeBackbone,
  type LayerClass,
  type LayerClasses,
  type Topology,
} from "./describe.ts";
export { checkRebuilds } from "./rebuild.ts";
