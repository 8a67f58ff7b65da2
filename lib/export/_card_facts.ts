/** What a model card is about, and how it is put into words. */
import type { TestResult } from "../types.ts";
import type { CardFit, CardHeldOut, CardThreshold, CardTraining } from "./card_options.ts";

/** What a card is about. */
export interface CardFacts {
  /** The model's name. */
  name: string;
  head: string;
  scale?: number;
  margin?: number;
  /** Whether logits are `scale` times a cosine, so that they give the angle to a prototype. */
  logitsAreCosines: boolean;
  /** `[C]`. */
  classNames: readonly string[];
  /** `[height, width, channels]`. */
  imageShape: readonly number[];
  embeddingSize: number;
  /** How images become what the network takes, a sentence. */
  preprocessing: string;
  /** How images of another shape are made to fill it. */
  fit: CardFit;
  threshold?: CardThreshold;
  results?: TestResult;
  dataset?: { name: string; id?: string };
  training?: CardTraining;
  heldOut?: CardHeldOut;
}

/** Class names that are listed in the text. */
const LISTED = 20;

/** The first names, in Markdown. */
export function namesText(names: readonly string[]): string {
  const more = names.length > LISTED ? " …" : "";
  return names.slice(0, LISTED).map(escaped).join(", ") + more;
}

/** `1 image`, `48,200 images`. */
export function countText(count: number, [one, more]: readonly [string, string]): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
}

/** Text of others in Markdown: what would be markup is shown as it is. */
export function escaped(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>#|&~$]/g, "\\$&");
}
