/** What was trained, in the formats of other programs. */
export { writeNpy } from "./npy.ts";
export { exportTfjs } from "./tfjs.ts";
