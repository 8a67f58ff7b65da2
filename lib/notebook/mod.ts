/**
 * Notebooks: outputs that do not get lost, figures at their size, training that is watched and
 * stopped.
 */
export { kernel } from "./_outputs.ts";
export { show } from "./show.ts";
export { watch, type WatchOptions } from "./watch.ts";
