/** The data set: read from IDX files, handed out in batches. */
export { loadArrays, type LoadArraysOptions } from "./arrays.ts";
export { augment, augmentFrom, type AugmentOptions } from "./augment.ts";
export { type Batch, makeBatch, makeImages, sizeOf } from "./batches.ts";
export { loadCharacters, type LoadCharactersOptions } from "./characters.ts";
export { imageFolder, type ImageFolderOptions } from "./image_folder.ts";
export { loadIdx, type LoadIdxOptions } from "./load_idx.ts";
export { type LoadedData, type LoadedInMemory } from "./loaded.ts";
export { type Fit, fits } from "./names.ts";
export { openData, type OpenDataOptions } from "./open_data.ts";
export { parsePairs } from "./pairs.ts";
export { holdOut, split, type SplitOptions } from "./split.ts";
export { subset } from "./subset.ts";
export { loadMnist, type LoadMnistOptions } from "./mnist.ts";
