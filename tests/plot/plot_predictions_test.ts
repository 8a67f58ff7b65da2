import { assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { plotPredictions, type ShownPredictions } from "../../lib/plot/mod.ts";
import { fakeEmbeddings } from "./_fake_data.ts";
import { tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit } from "./_text_boxes.ts";

const among = fakeEmbeddings({ count: 400 });

/** Four images at places far apart. */
function given(size: number, more: Partial<ShownPredictions> = {}): ShownPredictions {
  return {
    embeddings: Float32Array.from({ length: 4 * size }, (_, k) => 20 * Math.cos(k * k + 1)),
    ...{ images: new Uint8Array(4 * 6).fill(90), imageShape: [2, 3, 1] },
    ...{ classes: ["3", "8", "a long name of a class", "1"], known: [true, false, true, false] },
    ...{ probabilities: [0.9996, 1, 0.5, 0.251] },
    ...more,
  };
}

Deno.test("plotPredictions() says of each image its class, or none", () => {
  const { svg } = plotPredictions(among, given(2));
  const texts = textsOf(svg);
  for (const text of ["3", "100.0 %", "none (nearest 8)", "none (nearest 1)", "25.1 %"]) {
    assertEquals(texts.includes(text), true, `${text}: ${texts}`);
  }
  assertEquals(texts.filter((text) => text.startsWith("none")).length, 2);
  assertEquals(tagsOf(svg, "image").length, 4);
  const more = { angles: [1, 2.04, 3, 4], names: ["a.png", "b.png", "c.png", "d.png"] };
  const all = textsOf(plotPredictions(among, given(2, more)).svg);
  assertEquals([all.includes("100.0 %, 2.0°"), all.includes("d.png")], [true, true]);
  assertEquals(texts.filter((text) => text === "4").length >= 2, true, "number and place");
});

Deno.test("plotPredictions() shows originals beside what was made of them", () => {
  const originals = { images: new Uint8Array(4 * 12), imageShape: [2, 2, 3] as const };
  assertEquals(tagsOf(plotPredictions(among, given(2, { originals })).svg, "image").length, 8);
  const few = { originals: { ...originals, images: new Uint8Array(12) } };
  assertThrows(() => plotPredictions(among, given(2, few)), InputError, "originals");
});

Deno.test("plotPredictions() widens the plane for an image far off, and cuts no text", () => {
  const usual = plotPredictions(among, given(2));
  const far = given(2, { embeddings: Float32Array.of(1e3, 0, 0, 1, 2, 2, 3, 3) });
  assertLess(usual.height, 5000);
  assertStringIncludes(plotPredictions(among, far).svg, "1,000");
  assertTextsFit(plotPredictions(among, given(2, { known: [true, true, true, true] })));
});

Deno.test("plotPredictions() draws one dimension, and more than two by components", () => {
  for (const size of [1, 5]) {
    const { svg } = plotPredictions(
      fakeEmbeddings({ count: 60, embeddingSize: size }),
      given(size),
    );
    assertEquals(tagsOf(svg, "image").length, 4);
    if (size > 2) assertStringIncludes(svg, "principal components");
  }
});

Deno.test("plotPredictions() names what cannot be drawn", () => {
  const wrong: [Partial<ShownPredictions>, string][] = [
    [{ embeddings: new Float32Array(3) }, "embeddings"],
    [{ embeddings: new Float32Array(8).fill(NaN) }, "embeddings"],
    [{ images: new Uint8Array(7) }, "images"],
    [{ classes: ["1"] }, "classes"],
    [{ probabilities: [] }, "probabilities"],
    [{ known: [] }, "known"],
  ];
  for (const [more, name] of wrong) {
    assertThrows(() => plotPredictions(among, given(2, more)), InputError, name);
  }
});
