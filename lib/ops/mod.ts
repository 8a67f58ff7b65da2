/** Small tensor functions shared by heads and losses. */
export { addAngle, type AngleFallback, angleFallbacks } from "./add_angle.ts";
export { angleBetween, angularCosines, type TargetAngle, targetAngle } from "./angles.ts";
export { cosinesWithTarget } from "./cosines_with_target.ts";
export { addAtLabel, atLabel } from "./labels.ts";
export { l2Normalize, norms } from "./l2_normalize.ts";
export { angleOf, monotoneCosine } from "./monotone_cosine.ts";
export { squaredDistances } from "./squared_distances.ts";
export { stopGradient } from "./stop_gradient.ts";
export { straightThrough } from "./straight_through.ts";
