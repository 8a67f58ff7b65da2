/** A trained model put to use: prediction, verification, identification. */
export { type Threshold, thresholdText } from "./default_threshold.ts";
export { Gallery, type GalleryModel, type Identity } from "./gallery.ts";
export { type FileImages, type ImageSource, readImages, type ReadImagesOptions } from "./images.ts";
export { type OpenedRun, openRun, type OpenRunOptions } from "./open_run.ts";
export { predict, type Prediction } from "./predict.ts";
export {
  choosePrototypeThreshold,
  type KnownAndStrangers,
  type PrototypeThreshold,
} from "./prototype_threshold.ts";
export {
  chooseThreshold,
  type ChooseThresholdOptions,
  type ChosenThreshold,
  type Interval,
} from "./threshold.ts";
export { type SavedThreshold, saveThreshold, thresholdPath } from "./threshold_file.ts";
export { type Verification, verify } from "./verify.ts";
