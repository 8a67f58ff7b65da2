/** Ten training steps on WebGPU (a software Vulkan driver will do) beside tfjs on the CPU, in processes of their own. */
import { assert, assertEquals, assertLess } from "@std/assert";

const STEPS = new URL("./_ten_steps.ts", import.meta.url).pathname;

interface Steps {
  backend: string;
  losses: number[];
  /** Of the first step, by variable: length and first numbers. */
  gradients: Record<string, number[]>;
  leaked: number;
}

async function tenSteps(engine: string): Promise<Steps> {
  const env = { MARGIN_ENGINE: engine, MARGIN_QUIET: "1" };
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-lock", STEPS], env });
  const { code, stdout, stderr } = await command.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

// Asked in a process of its own: a software driver and TensorFlow each bring an LLVM, and both in one process crash.
const probe = new Deno.Command(Deno.execPath(), {
  args: ["eval", "Deno.exit(await navigator.gpu?.requestAdapter() ? 0 : 1)"],
  stderr: "null",
});
const adapter = (await probe.output()).success;
if (!adapter) {
  console.error("WebGPU is not tested here: there is no adapter; Debian's mesa-vulkan-drivers is a software one");
}

Deno.test({
  name: "ten training steps on WebGPU follow tfjs on the CPU: losses and gradients within 1e-3",
  ignore: !adapter,
  fn: async () => {
    const [gpu, cpu] = await Promise.all([tenSteps("webgpu"), tenSteps("cpu")]);
    assertEquals([gpu.backend, cpu.backend], ["webgpu", "cpu"]);
    assertEquals(gpu.losses.length, 10);
    assert(cpu.losses.at(-1)! < cpu.losses[0]);
    gpu.losses.forEach((loss, i) =>
      assertLess(Math.abs(loss - cpu.losses[i]), 1e-3 * Math.max(1, cpu.losses[i]), `step ${i}`)
    );
    for (const [name, values] of Object.entries(cpu.gradients)) {
      const scale = Math.max(1, values[0]);
      values.forEach((value, i) => assertLess(Math.abs(gpu.gradients[name][i] - value), 1e-3 * scale, name));
    }
    assertEquals([gpu.leaked, cpu.leaked], [0, 0]);
  },
});
