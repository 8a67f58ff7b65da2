/** Export of models and embeddings to other programs' formats. */
export type { EmbeddingTable } from "./embedding_table.ts";
export type { CardFit, CardHeldOut, CardThreshold, CardTraining } from "./card_options.ts";
export { exportHuggingFace, type ExportHuggingFaceOptions } from "./hugging_face.ts";
export { writeNpy } from "./npy.ts";
export { exportOnnx, type ExportOnnxOptions } from "./onnx.ts";
export { exportProjector, type ExportProjectorOptions } from "./projector.ts";
export { exportPytorch } from "./pytorch.ts";
export { exportRun } from "./saved_run.ts";
export { saveEmbeddings } from "./save_embeddings.ts";
export { exportTfjs, type ExportTfjsOptions } from "./tfjs.ts";
