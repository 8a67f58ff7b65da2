import { assert, assertEquals } from "@std/assert";
import { lessonSize } from "../../lib/course/mod.ts";

Deno.test("lessonSize() is the full one, and a small one with MARGIN_FAST=1", () => {
  const full = { limit: 60_000, epochs: 4, seeds: 3 };
  assertEquals(lessonSize(full), full);
  Deno.env.set("MARGIN_FAST", "1");
  try {
    const { limit, epochs, seeds } = lessonSize(full);
    assert(limit < 2000 && epochs <= 2);
    assertEquals(seeds, 3);
    assertEquals(lessonSize({ limit: 10, epochs: 1 }), { limit: 10, epochs: 1, testLimit: 2000 });
  } finally {
    Deno.env.delete("MARGIN_FAST");
  }
});
