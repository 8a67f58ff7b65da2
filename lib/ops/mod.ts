/** Small tensor functions that several heads and losses need. */
export { angularCosines, type TargetAngle, targetAngle } from "./angles.ts";
export { addAtLabel, atLabel } from "./labels.ts";
export { l2Normalize } from "./l2_normalize.ts";
export { squaredDistances } from "./squared_distances.ts";
export { straightThrough } from "./straight_through.ts";
