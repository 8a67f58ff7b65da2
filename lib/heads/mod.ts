/** Heads: the last layer, from embeddings to class scores. One head a file, one paper a head. */
export { ArcFaceHead, type ArcFaceHeadOptions } from "./arc_face_head.ts";
export { ArticleHead, type ArticleHeadOptions } from "./article_head.ts";
export { CosineHead, type CosineHeadOptions } from "./cosine_head.ts";
export { LinearHead } from "./linear_head.ts";
export { type HeadName, headNames } from "./names.ts";
export type { HeadOptions } from "./_options.ts";
export { type PrototypeStart, prototypeStarts, startingPrototypes } from "./prototypes.ts";
export { createHead } from "./registry.ts";
