/** Heads: the last layer, embeddings to class logits. One file per head, one paper per head. */
export { AdaCosHead, type AdaCosHeadOptions } from "./ada_cos_head.ts";
export { AdaFaceHead, type AdaFaceHeadOptions } from "./ada_face_head.ts";
export { ArcFaceHead, type ArcFaceHeadOptions } from "./arc_face_head.ts";
export { ArticleHead, type ArticleHeadOptions } from "./article_head.ts";
export { CombinedMarginHead, type CombinedMarginHeadOptions } from "./combined_margin_head.ts";
export { CosFaceHead, type CosFaceHeadOptions } from "./cos_face_head.ts";
export { CosineHead, type CosineHeadOptions } from "./cosine_head.ts";
export { CurricularFaceHead, type CurricularFaceHeadOptions } from "./curricular_face_head.ts";
export { ElasticFaceHead, type ElasticFaceHeadOptions } from "./elastic_face_head.ts";
export { LinearHead } from "./linear_head.ts";
export { LSoftmaxHead, type LSoftmaxHeadOptions } from "./l_softmax_head.ts";
export {
  MagFaceHead,
  type MagFaceHeadOptions,
  type MagFaceRanges,
  minNormWeight,
} from "./mag_face_head.ts";
export {
  type BestScore,
  headCatalog,
  type HeadEntry,
  type HeadName,
  headNames,
  type HeadOptionValue,
} from "./catalog.ts";
export { headTable } from "./catalog_text.ts";
export { type Feasibility, feasibility, type FeasibilityQuery } from "./feasibility.ts";
export type { Annealing } from "./_annealing.ts";
export type { AngularHeadOptions, HeadOptions } from "./_options.ts";
export { initialPrototypes, type PrototypeInit, prototypeInits } from "./prototypes.ts";
export { PartialArcFaceHead, type PartialArcFaceHeadOptions } from "./partial_arc_face_head.ts";
export { SphereFaceHead, type SphereFaceHeadOptions } from "./sphere_face_head.ts";
export {
  SubCenterArcFaceHead,
  type SubCenterArcFaceHeadOptions,
} from "./sub_center_arc_face_head.ts";
export {
  type AnyHeadOptions,
  createHead,
  type HeadFactories,
  isHeadName,
  isKnownHead,
} from "./registry.ts";
export type { AngleFallback } from "../ops/mod.ts";
export type { ClassSample, Head } from "../types.ts";
