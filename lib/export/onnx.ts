import { dirname, join } from "node:path";
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Model } from "../types.ts";
import { makeOutputFolder } from "./_make_folder.ts";
import { onnxHead } from "./_onnx_head.ts";
import { onnxLayers } from "./_onnx_layers.ts";
import { onnxBytes, type OnnxGraph } from "./_onnx_proto.ts";
import { knownScale, plainHead } from "./_plain_head.ts";
import { plainLayers, sizesOf } from "./plain_layers.ts";

/** Options of {@linkcode exportOnnx}. */
export interface ExportOnnxOptions {
  /**
   * Whether the head's logits are an output too.
   * @default {false}
   */
  withHead?: boolean;
  /** Class names, `[C]`; kept in the metadata. */
  classNames?: readonly string[];
  /**
   * The angle between two embeddings beyond which they are of different classes, radians; kept in
   * the metadata.
   */
  threshold?: number;
  /**
   * The angle to the nearest prototype beyond which an image is of no class, radians; kept in the
   * metadata.
   */
  prototypeThreshold?: number;
  /**
   * More metadata, text by name.
   * @default {{}}
   */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Write a model as ONNX, opset 17, float32: `images` `[N, height, width, channels]`, 0 … 1, any N,
 * to `embeddings` `[N, D]` and, with its head, `logits` `[N, C]`, without margin.
 *
 * Its metadata are text: `imageShape`, `head`, `scale`, `margin`, `threshold`, `prototypeThreshold`,
 * `classNames` (JSON).
 *
 * @param path A name that ends in `.onnx`, or a folder, made if missing, for `model.onnx`.
 * @returns The file's path.
 * @throws {InputError} When a layer or the head has no counterpart; it is named. When the class
 * names are not C, or the file cannot be written.
 */
export async function exportOnnx(
  model: Pick<Model, "backbone" | "head">,
  path: string,
  options: ExportOnnxOptions = {},
): Promise<string> {
  const graph = await graphOf(model, options.withHead ?? false);
  const bytes = await onnxBytes({ ...graph, metadata: await metadataOf(model, options) });
  const file = path.endsWith(".onnx") ? path : join(path, "model.onnx");
  await makeOutputFolder(dirname(file));
  writeFileAtomically(file, bytes);
  return file;
}

async function graphOf(
  { backbone, head }: Pick<Model, "backbone" | "head">,
  withHead: boolean,
): Promise<Omit<OnnxGraph, "metadata">> {
  const { imageShape, embeddingSize } = sizesOf(backbone);
  const { nodes, constants } = onnxLayers(await plainLayers(backbone), "images", "embeddings");
  const graph = {
    ...{ name: backbone.name, nodes, constants },
    inputs: [{ name: "images", dims: ["N", ...imageShape] }],
    outputs: [{ name: "embeddings", dims: ["N", embeddingSize] }],
  };
  if (!withHead) return graph;
  const plain = await plainHead(head), scores = onnxHead(plain, "embeddings", "logits");
  return {
    ...graph,
    nodes: [...nodes, ...scores.nodes],
    constants: { ...constants, ...scores.constants },
    outputs: [...graph.outputs, { name: "logits", dims: ["N", plain.classes] }],
  };
}

async function metadataOf(
  { backbone, head }: Pick<Model, "backbone" | "head">,
  { classNames, threshold, prototypeThreshold, metadata = {} }: ExportOnnxOptions,
): Promise<Record<string, string>> {
  const { subCenters = 1, margin } = head.options as { subCenters?: number; margin?: number };
  const classes = head.prototypes.shape[0] / subCenters;
  if (classNames && classNames.length !== classes) {
    throw new InputError(
      `export: ${classNames.length} class names for ${classes} classes; give one for each`,
    );
  }
  const scale = await knownScale(head);
  const known = { head: head.name, scale, margin, threshold, prototypeThreshold, classNames };
  const own = Object.entries({ ...known, imageShape: sizesOf(backbone).imageShape })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  return { ...metadata, ...Object.fromEntries(own) };
}
