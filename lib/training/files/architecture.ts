/** How a model is built, in JSON, and the model built from it. */
import {
  buildBackbone,
  checkRebuilds,
  describeBackbone,
  type LayerClasses,
  layersWithin,
  type Topology,
} from "../../backbones/mod.ts";
import { InputError } from "../../errors.ts";
import { createHead, type HeadFactories, isHeadName, isKnownHead } from "../../heads/mod.ts";
import {
  createAuxiliaryLoss,
  isKnownLoss,
  isLossName,
  type LossFactories,
} from "../../losses/mod.ts";
import type { AuxiliaryLoss, Head, Model } from "../../types.ts";

/** A head or a loss: its name, and what its constructor was given. */
interface Part {
  name: string;
  options: Record<string, unknown>;
}

/** How a model is built, in JSON. */
export interface Architecture {
  backbone: Topology;
  /** Paths of the layers that do not train; the empty path is the whole backbone. */
  frozen?: string[];
  head: Part;
  auxiliary: Part[];
}

/** Heads, losses and layers of one's own, by the names under which they were saved. */
export interface OwnParts {
  /** From a head's options to the head. */
  heads?: HeadFactories;
  /** From a loss's options to the loss. */
  losses?: LossFactories;
  /** Classes with a static `className`, by it. */
  layers?: LayerClasses;
}

/**
 * Describe a model.
 *
 * @throws {InputError} When a part of it could not be built again; it names the part.
 */
export async function architectureOf(model: Model): Promise<Architecture> {
  const { backbone, head, auxiliary = [] } = model;
  await checkRebuilds(backbone);
  checkPart("head", head, isHeadName(head.name) && !isKnownHead(head));
  for (const loss of auxiliary) {
    checkPart("loss", loss, isLossName(loss.name) && !isKnownLoss(loss));
  }
  const part = ({ name, options }: Head | AuxiliaryLoss) => ({ name, options: { ...options } });
  return {
    backbone: describeBackbone(backbone),
    frozen: frozenPaths(backbone),
    head: part(head),
    auxiliary: auxiliary.map(part),
  };
}

function checkPart(kind: "head" | "loss", part: Head | AuxiliaryLoss, isTaken: boolean): void {
  const { name, options } = part, ownClass = part.constructor.name;
  const refuse = (fault: string) =>
    new InputError(`${kind} ${name || ownClass} cannot be saved: ${fault}`);
  if (typeof name !== "string" || name === "") throw refuse("it has no name; give it one");
  if (isTaken) {
    throw refuse(
      `its class ${ownClass} is not the one of that name here; give it a name of its own, and a factory to loadCheckpoint`,
    );
  }
  const wrong = Object.entries(options ?? {}).find(([, value]) => !isJson(value));
  if (options === undefined || wrong) {
    const what = wrong ? `its option ${wrong[0]} is not JSON` : "it has no options";
    throw refuse(`${what}; its options must be what builds it again, as numbers, text, lists`);
  }
}

function isJson(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(isJson);
}

function frozenPaths(backbone: Model["backbone"]): string[] {
  if (!backbone.trainable) return [""];
  return layersWithin(backbone).filter(({ frozen }) => frozen).map(({ path }) => path);
}

/**
 * Build a model from its description.
 *
 * @param options `unmarked`: the description is of a version that did not mark its layers.
 */
export async function buildModel(
  { backbone, frozen = [], head, auxiliary }: Architecture,
  { heads = {}, losses = {}, layers, unmarked }: OwnParts & { unmarked: boolean },
): Promise<Model> {
  const net = await buildBackbone(backbone, { layers, unmarked });
  if (frozen.includes("")) net.trainable = false;
  for (const { layer, path } of layersWithin(net)) {
    if (frozen.includes(path)) layer.trainable = false;
  }
  return {
    backbone: net,
    head: heads[head.name]?.(head.options as never) ??
      createHead(head.name, head.options as Parameters<typeof createHead>[1]),
    auxiliary: auxiliary.map(({ name, options }) =>
      losses[name]?.(options) ?? createAuxiliaryLoss(name, options)
    ),
  };
}
