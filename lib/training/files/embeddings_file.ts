import { readFileSync } from "../../platform.ts";
import type { Embeddings } from "../../types.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";
import { writeFileAtomically } from "./write_file.ts";

/** Keep embeddings as a safetensors file, so that figures can be drawn again without the model. */
export function writeEmbeddings(path: string, value: Embeddings): void {
  const { embeddings, embeddingSize, labels, predicted, classes, classNames, prototypes } = value;
  const count = labels.length;
  const tensors: Record<string, NamedTensor> = {
    embeddings: { dtype: "F32", shape: [count, embeddingSize], data: embeddings },
    labels: { dtype: "I32", shape: [count], data: labels },
    predicted: { dtype: "I32", shape: [count], data: predicted },
  };
  if (prototypes) {
    const shape = [prototypes.length / embeddingSize, embeddingSize]; // [C, D], or [C·K, D] with sub-centers
    tensors.prototypes = { dtype: "F32", shape, data: prototypes };
  }
  const names: Record<string, string> = classNames
    ? { classNames: JSON.stringify(classNames) }
    : {};
  writeFileAtomically(path, encodeSafetensors(tensors, { classes: String(classes), ...names }));
}

/**
 * Read what {@linkcode writeEmbeddings} wrote.
 *
 * @throws {InputError} When the file is damaged.
 */
export function readEmbeddings(path: string): Embeddings {
  const { tensors, metadata } = decodeSafetensors(readFileSync(path), path);
  return {
    embeddings: tensors.embeddings.data as Float32Array,
    embeddingSize: tensors.embeddings.shape[1],
    labels: Int32Array.from(tensors.labels.data), // bytes in files of earlier versions
    predicted: Int32Array.from(tensors.predicted.data),
    classes: Number(metadata.classes),
    ...(metadata.classNames ? { classNames: JSON.parse(metadata.classNames) } : {}),
    ...(tensors.prototypes ? { prototypes: tensors.prototypes.data as Float32Array } : {}),
  };
}
