/** The data set: read from IDX files, handed out in batches. */
export { type Batch, makeBatch, makeImages, sizeOf } from "./batches.ts";
export { loadMnist, type LoadMnistOptions } from "./mnist.ts";
