/**
 * Notebooks: outputs that do not get lost, figures at their own size, training to watch and stop.
 */
export { kernel } from "./_outputs.ts";
export { show } from "./show.ts";
export { watch, type WatchOptions } from "./watch.ts";
