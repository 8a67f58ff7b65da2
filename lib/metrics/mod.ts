/** Numbers that say how good embeddings are: plain arrays in, plain numbers out. */
export { accuracy } from "./accuracy.ts";
export { type ClassAngle, type ClassAngles, classAngles } from "./angles.ts";
