/** The data set: read from IDX files, handed out in batches. */
export { type Batch, makeBatch } from "./batches.ts";
export { loadMnist, type LoadMnistOptions } from "./mnist.ts";
export { type ImageStore, imageStore } from "./image_store.ts";
