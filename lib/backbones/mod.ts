/** Networks up to the embedding. */
export { clsNet, type ClsNetOptions } from "./cls_net.ts";
export { forward, type ForwardOptions, isChain, multipliesInBlocks } from "./fused/forward.ts";
export { buildBackbone, type Topology } from "./build_backbone.ts";
