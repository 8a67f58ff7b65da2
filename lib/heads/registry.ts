import type { Head } from "../types.ts";
import { AdaCosHead } from "./ada_cos_head.ts";
import { AdaFaceHead } from "./ada_face_head.ts";
import { ArcFaceHead } from "./arc_face_head.ts";
import { ArticleHead } from "./article_head.ts";
import { CombinedMarginHead } from "./combined_margin_head.ts";
import { CosFaceHead } from "./cos_face_head.ts";
import { CosineHead } from "./cosine_head.ts";
import { CurricularFaceHead } from "./curricular_face_head.ts";
import { ElasticFaceHead } from "./elastic_face_head.ts";
import { LSoftmaxHead } from "./l_softmax_head.ts";
import { LinearHead } from "./linear_head.ts";
import { MagFaceHead } from "./mag_face_head.ts";
import { type HeadName, headNames } from "./catalog.ts";
import { PartialArcFaceHead } from "./partial_arc_face_head.ts";
import { currentOptions } from "./renamed.ts";
import { SphereFaceHead } from "./sphere_face_head.ts";
import { SubCenterArcFaceHead } from "./sub_center_arc_face_head.ts";

/** Options of any head: sizes, seed, and head-specific ones by name. */
export type AnyHeadOptions = {
  classes: number;
  embeddingSize: number;
  seed?: number;
  [option: string]: unknown;
};

const constructors: Record<HeadName, new (options: AnyHeadOptions) => Head> = {
  "softmax": LinearHead,
  "cosine": CosineHead,
  "l-softmax": LSoftmaxHead,
  "sphereface": SphereFaceHead,
  "cosface": CosFaceHead,
  "arcface": ArcFaceHead,
  "combined": CombinedMarginHead,
  "subcenter-arcface": SubCenterArcFaceHead,
  "partial-arcface": PartialArcFaceHead,
  "adaface": AdaFaceHead,
  "magface": MagFaceHead,
  "curricularface": CurricularFaceHead,
  "elasticface": ElasticFaceHead,
  "adacos": AdaCosHead,
  "article": ArticleHead,
};

/** Factories of custom heads by name: each creates the head from its saved options. */
export type HeadFactories = Readonly<Record<string, (options: AnyHeadOptions) => Head>>;

/** Whether a head is an instance of the built-in class with its name. */
export function isKnownHead({ name, constructor }: Head): boolean {
  return Object.hasOwn(constructors, name) && constructors[name as HeadName] === constructor;
}

/** Whether a name is that of a built-in head. */
export function isHeadName(name: string): name is HeadName {
  return Object.hasOwn(constructors, name);
}

/**
 * Create a head by its name, as `--head` takes it.
 *
 * @param name One of `headNames`.
 * @param options The head's constructor options; names from earlier versions are accepted too.
 * @throws {RangeError} On an unknown name, or an option that the head rejects.
 */
export function createHead(name: string, options: AnyHeadOptions): Head {
  if (!Object.hasOwn(constructors, name)) {
    throw new RangeError(`there is no head "${name}": known are ${headNames.join(", ")}`);
  }
  return new constructors[name as HeadName](currentOptions(name as HeadName, options));
}
