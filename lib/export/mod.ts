/** Export of models and embeddings to other programs' formats. */
export type { EmbeddingTable } from "./embedding_table.ts";
export { writeNpy } from "./npy.ts";
export { exportOnnx, type ExportOnnxOptions } from "./onnx.ts";
export { exportPytorch } from "./pytorch.ts";
export { saveEmbeddings } from "./save_embeddings.ts";
export { exportTfjs } from "./tfjs.ts";
