/**
 * Whether WebGPU has an adapter here. Asked in a process of its own: a software driver and
 * TensorFlow each bring an LLVM, and both in one process crash.
 */
export async function hasWebGpu(): Promise<boolean> {
  const args = ["eval", "Deno.exit(await navigator.gpu?.requestAdapter() ? 0 : 1)"];
  const { success } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
  if (!success) {
    console.error(
      "WebGPU is not tested: there is no adapter; Debian's mesa-vulkan-drivers is a software one",
    );
  }
  return success;
}
