import { assertEquals } from "@std/assert";
import { hasAvx512 } from "../../lib/course/machine.ts";

Deno.test("hasAvx512() reads the processor's flags", () => {
  assertEquals(hasAvx512({ arch: "x86_64", flags: "flags : fpu avx2 avx512f avx512bw" }), "yes");
  assertEquals(hasAvx512({ arch: "x86_64", flags: "flags : fpu avx avx2" }), "no");
  assertEquals(hasAvx512({ arch: "x86_64" }), "unknown");
  assertEquals(hasAvx512({ arch: "aarch64" }), "no");
});
