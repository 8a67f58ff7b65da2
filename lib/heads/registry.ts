import type { Head } from "../types.ts";
import { ArcFaceHead } from "./arc_face_head.ts";
import { ArticleHead } from "./article_head.ts";
import { CosineHead } from "./cosine_head.ts";
import { LinearHead } from "./linear_head.ts";
import { headNames } from "./names.ts";

type AnyOptions = { classes: number; embeddingSize: number; seed?: number; [option: string]: unknown };

const constructors: Record<string, new (options: AnyOptions) => Head> = {
  softmax: LinearHead,
  cosine: CosineHead,
  arcface: ArcFaceHead,
  article: ArticleHead,
};

/**
 * Make a head by the name that `--head` takes.
 *
 * @param name One of `headNames`.
 * @param options What the head's constructor takes.
 * @throws {RangeError} When there is no such head, or it refuses an option.
 */
export function createHead(name: string, options: AnyOptions): Head {
  if (!Object.hasOwn(constructors, name)) {
    throw new RangeError(`there is no head "${name}": known are ${headNames.join(", ")}`);
  }
  return new constructors[name](options);
}
