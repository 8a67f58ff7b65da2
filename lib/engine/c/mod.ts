/**
 * TensorFlow's C API, called from TypeScript: tensors, ops with attributes of every kind, errors.
 * Knows nothing about tfjs.
 */
export type { AttributeValue, ShapeAttribute } from "./attribute_values.ts";
export type { Attributes } from "./attributes.ts";
export type { ContextConfig } from "./config.ts";
export { type DataType, type Numbers, typeName, typeNumber } from "./data_type.ts";
export { EagerContext, type Handle } from "./eager_context.ts";
export { TensorFlowError } from "./status.ts";
export type { TensorDescription, TensorValues } from "./tensor.ts";
