/** What TensorFlow keeps beside tensors does not grow with a training's length, nor with their number. */
import { assert } from "@std/assert";
import { engineInfo, tf } from "../../lib/engine/mod.ts";
import { run } from "../../lib/engine/kernels/native_backend.ts";
import { MirroredVariable } from "../../lib/engine/kernels/resource.ts";

const ignore = engineInfo().backend !== "native";
const x = tf.ones([4]);

/** Megabytes that are taken by doing something often, after a first time that fills caches. */
function grownBy(action: (i: number) => void, times: number): number {
  for (let i = 0; i < times / 4; i++) action(i);
  const before = Deno.memoryUsage().rss;
  for (let i = 0; i < times; i++) action(times + i);
  return (Deno.memoryUsage().rss - before) / 1e6;
}

Deno.test({
  name: "20,000 different slopes of a PReLU leave no kernels behind",
  ignore,
  fn() {
    const grown = grownBy((i) => run("LeakyRelu", [x], { alpha: i / 1e6 }).dispose(), 20_000);
    assert(grown < 12, `${grown} MB`); // 36 before
  },
});

Deno.test({
  name: "5,000 variables of an optimiser leave nothing behind",
  ignore,
  fn() {
    const grown = grownBy(() => {
      const variable = tf.variable(x), mirrored = new MirroredVariable(variable);
      mirrored.push();
      mirrored.dispose();
      variable.dispose();
    }, 5000);
    assert(grown < 6, `${grown} MB`); // 18 before
  },
});
