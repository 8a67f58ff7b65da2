/**
 * The same training steps on every engine that is here, each in a process of its own, beside tfjs
 * on the CPU.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { findNativeEngine } from "../../lib/engine/install/mod.ts";
import { hasWebGpu } from "./_adapter.ts";

const STEPS = new URL("./_five_steps.ts", import.meta.url).pathname;

interface Steps {
  backend: string;
  losses: number[];
  /** Of the first step, by variable: length of its first 5,000 numbers, and twenty of them. */
  gradients: Record<string, number[]>;
  /** After the steps, by variable. */
  runningAverages: Record<string, number[]>;
  /** Loss of a training batch of one image. */
  oneImage: number;
  leaked: number;
}

async function fiveSteps(engine: string, ops = "plain"): Promise<Steps> {
  const env = { MARGIN_ENGINE: engine, MARGIN_OPS: ops, MARGIN_QUIET: "1" };
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", STEPS],
    env,
  });
  const { code, stdout, stderr } = await command.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

async function lossOfEachHead(engine: string): Promise<Record<string, number>> {
  const env = { MARGIN_ENGINE: engine, MARGIN_QUIET: "1" };
  const args = ["run", "-A", "--no-lock", new URL("./_every_head.ts", import.meta.url).pathname];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { backend, losses } = JSON.parse(
    new TextDecoder().decode(stdout).trim().split("\n").at(-1)!,
  );
  assertEquals(backend, engine);
  return losses;
}

const here = { native: findNativeEngine() !== undefined, webgpu: await hasWebGpu() };
if (!here.native) {
  console.error("the native engine is not tested here: `deno task setup` installs it");
}

let reference: Promise<Steps> | undefined;

/** A share of the largest number they stand beside, or of 1. */
function assertNear(actual: number[], expected: number[], what: string, share = 1e-3): void {
  const allowed = share * Math.max(1, ...expected.map(Math.abs));
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) =>
    assertLess(Math.abs(value - expected[i]), allowed, `${what}, number ${i}`)
  );
}

// Batch norm over four images makes rounding a hundred times larger within ten steps. oneDNN's is
// three times that of other ops, and where the CPU has AVX-512 TensorFlow's plain ops are oneDNN's
// too.
const cases = [
  { engine: "native", ops: "plain", isHere: here.native, share: 4e-3 },
  { engine: "native", ops: "fast", isHere: here.native, share: 4e-3 },
  { engine: "webgpu", ops: "plain", isHere: here.webgpu, share: 1e-3 },
];

for (const { engine, ops, isHere, share } of cases) {
  Deno.test({
    name:
      `five training steps on ${engine} (${ops} ops) follow tfjs on the CPU: losses, gradients, running averages within ${share}`,
    ignore: !isHere,
    fn: async () => {
      reference ??= fiveSteps("cpu");
      const [steps, cpu] = await Promise.all([fiveSteps(engine, ops), reference]);
      assertEquals([steps.backend, cpu.backend], [engine, "cpu"]);
      assertEquals(steps.losses.length, 5);
      assert(cpu.losses.at(-1)! < cpu.losses[0]);
      steps.losses.forEach((loss, i) => assertNear([loss], [cpu.losses[i]], `loss ${i}`, share));
      for (const [name, values] of Object.entries(cpu.gradients)) {
        assertNear(steps.gradients[name], values, name);
      }
      for (const [name, values] of Object.entries(cpu.runningAverages)) {
        assertNear(steps.runningAverages[name], values, name, share);
      }
      assertNear([steps.oneImage], [cpu.oneImage], "one image", share);
      assertEquals([steps.leaked, cpu.leaked], [0, 0]);
    },
  });
}

Deno.test({
  name: "every head trains on WebGPU as on tfjs's CPU, ElasticFace+ too",
  ignore: !here.webgpu,
  fn: async () => {
    const [losses, cpu] = await Promise.all(["webgpu", "cpu"].map(lossOfEachHead));
    assertEquals(Object.keys(losses), Object.keys(cpu));
    for (const [name, loss] of Object.entries(cpu)) assertNear([losses[name]], [loss], name);
  },
});
