/**
 * A separate program: loads the library at the given path, multiplies two small matrices, prints
 * the device.
 */
import { EagerContext } from "../c/mod.ts";

const tensorFlow = new EagerContext(Deno.args[0], { growGpuMemory: true });
const a = tensorFlow.create(new Float32Array([1, 2, 3, 4, 5, 6]), {
  type: "float32",
  shape: [2, 3],
});
const b = tensorFlow.create(new Float32Array([7, 8, 9, 10, 11, 12]), {
  type: "float32",
  shape: [3, 2],
});
const [product] = tensorFlow.execute("MatMul", [a, b], {}, 1);
const values = tensorFlow.read(product);
// By hand: 1·7 + 2·9 + 3·11 = 58 and so on.
if (values.join() !== "58,64,139,154") {
  throw new Error(`the product of two matrices came out as ${values.join(" ")}`);
}
console.log(tensorFlow.device);
