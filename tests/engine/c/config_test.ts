import { assertEquals } from "@std/assert";
import { encodeConfig } from "../../../lib/engine/c/config.ts";

Deno.test("encodeConfig() writes what protobuf writes for a ConfigProto", () => {
  // Field 2 as an integer of two bytes, field 6 as a message of two bytes, in which field 4 is 1.
  const expected = [0x10, 0xac, 0x02, 0x32, 0x02, 0x20, 0x01];
  assertEquals([...encodeConfig({ threads: 300, growGpuMemory: true })], expected);
  assertEquals([...encodeConfig({ threads: 2 })], [0x10, 0x02]);
  assertEquals([...encodeConfig({})], []);
});
