import { assertEquals } from "@std/assert";
import { didYouMean, nearest } from "../../lib/cli/_nearest.ts";

const heads = ["softmax", "article", "arcface", "subcenter-arcface", "partial-arcface"];

Deno.test("nearest() takes a name that begins with what was typed, or holds it, before one of like letters", () => {
  assertEquals(nearest("partial", heads), "partial-arcface");
  assertEquals(nearest("subcenter", heads), "subcenter-arcface");
  assertEquals(nearest("center", heads), "subcenter-arcface");
  assertEquals(nearest("ARC", heads), "arcface");
  assertEquals(nearest("--batch", ["--epochs", "--data", "--batch-size"]), "--batch-size");
});

Deno.test("nearest() sees through wrong letters, and takes nothing for what is something else", () => {
  assertEquals(nearest("softmx", heads), "softmax");
  assertEquals(nearest("arcfase", heads), "arcface");
  assertEquals(nearest("sampleRate", ["detachMargin", "fallback"]), undefined);
  assertEquals(nearest("", heads), undefined);
});

Deno.test("didYouMean() asks, or is silent", () => {
  assertEquals(didYouMean("softmx", heads), "; did you mean softmax?");
  assertEquals(didYouMean("zzz", heads), "");
});
