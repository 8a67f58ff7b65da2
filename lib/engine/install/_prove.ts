/** A program of its own: loads the addon at the given path, multiplies two small matrices, prints the device. */
import { createRequire } from "node:module";

/** The few functions of the addon that the proof calls. */
interface Addon {
  TF_FLOAT: number;
  TF_BOOL: number;
  TF_ATTR_BOOL: number;
  TF_ATTR_TYPE: number;
  createTensor(shape: number[], type: number, values: Float32Array): number;
  executeOp(name: string, attributes: unknown[], inputs: number[], outputs: number): { id: number; shape: number[] }[];
  tensorDataSync(id: number): Float32Array;
  isUsingGpuDevice(): boolean;
}

const addon: Addon = createRequire(import.meta.url)(Deno.args[0]);
const a = addon.createTensor([2, 3], addon.TF_FLOAT, new Float32Array([1, 2, 3, 4, 5, 6]));
const b = addon.createTensor([3, 2], addon.TF_FLOAT, new Float32Array([7, 8, 9, 10, 11, 12]));
const attributes = [
  { name: "transpose_a", type: addon.TF_ATTR_BOOL, value: false },
  { name: "transpose_b", type: addon.TF_ATTR_BOOL, value: false },
  { name: "T", type: addon.TF_ATTR_TYPE, value: addon.TF_FLOAT },
];
const [product] = addon.executeOp("MatMul", attributes, [a, b], 1);
const values = Array.from(addon.tensorDataSync(product.id));
// By hand: 1·7 + 2·9 + 3·11 = 58 and so on.
if (values.join() !== "58,64,139,154") throw new Error(`the product of two matrices came out as ${values.join(" ")}`);
console.log(addon.isUsingGpuDevice() ? "gpu" : "cpu");
