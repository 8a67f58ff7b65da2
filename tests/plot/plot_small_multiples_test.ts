import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { plotSmallMultiples } from "../../lib/plot/mod.ts";
import { fakeEmbeddings } from "./_fake_data.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { dotsOf } from "./_svg.ts";
import { assertTextsFit, textBoxes } from "./_text_boxes.ts";

function panelsOf(count: number) {
  return Array.from({ length: count }, (_, k) => ({
    title: `panel ${k}`,
    subtitle: k % 2 ? "a line below its title" : undefined,
    embeddings: fakeEmbeddings({
      count: 30,
      classes: 5,
      norm: 10 * (k + 1),
      seed: k + 1,
      prototypes: true,
    }),
  }));
}

Deno.test("plotSmallMultiples() draws what its snapshot shows", async () => {
  await assertSnapshot(
    "small_multiples",
    plotSmallMultiples(panelsOf(3), { title: "Three losses" }).svg,
  );
});

Deno.test("plotSmallMultiples() cuts no text and lays none over another", () => {
  assertTextsFit(plotSmallMultiples(panelsOf(2), { title: "Two", width: 640 }));
});

Deno.test("plotSmallMultiples() writes panels row by row, titles flush with their planes", () => {
  const boxes = textBoxes(plotSmallMultiples(panelsOf(4), { columns: 3 }));
  const at = (text: string) => boxes.find((box) => box.text === text)!;
  assertAlmostEquals(at("panel 0").top, at("panel 2").top, 0.5);
  assertAlmostEquals(at("panel 0").left, at("panel 3").left, 0.5);
  assertGreater(at("panel 3").top, at("panel 0").bottom + 100);
});

Deno.test("plotSmallMultiples() draws each panel's own square, or a shared one", () => {
  const widths = (domain: "own" | "shared") => {
    const panels = panelsOf(2).map((panel) => ({
      ...panel,
      embeddings: { ...panel.embeddings, prototypes: undefined },
    }));
    const dots = dotsOf(plotSmallMultiples(panels, { domain }).svg);
    const spans = [dots.slice(0, 30), dots.slice(30)].map((some) => some.map(({ x }) => x));
    return spans.map((xs) => Math.max(...xs) - Math.min(...xs));
  };
  const [own, shared] = [widths("own"), widths("shared")];
  assertAlmostEquals(own[0] / own[1], 1, 0.3);
  assertGreater(shared[1] / shared[0], 1.4);
  const given = plotSmallMultiples(panelsOf(2), { domain: { x: [0, 1], y: [0, 1] } });
  assertStringIncludes(given.svg, ">1.0<");
});

Deno.test("plotSmallMultiples() says what plane it shows, and draws one panel", () => {
  const embeddings = fakeEmbeddings({ count: 30, embeddingSize: 6 });
  const { svg, width } = plotSmallMultiples([{ embeddings, title: "D = 6" }], {
    width: 320,
    limit: 10,
  });
  assert(/D = 6 \(first/.test(svg.replace(/<[^>]*>\s*/g, " ")));
  assertEquals([width, dotsOf(svg).length], [320, 10]);
});

Deno.test("plotSmallMultiples() names the panel that cannot be drawn", () => {
  assertThrows(() => plotSmallMultiples([]), InputError, "panels: empty");
  const broken = panelsOf(2);
  broken[1].embeddings.embeddings[3] = NaN;
  assertThrows(
    () => plotSmallMultiples(broken),
    InputError,
    "panel 1 (panel 1): embeddings: 1 of 60 values",
  );
  assertThrows(() => plotSmallMultiples(panelsOf(2), { columns: 0 }), InputError, "columns: is 0");
  assertThrows(
    () => plotSmallMultiples(panelsOf(6), { columns: 6 }),
    InputError,
    "columns: 6 leave 126 pixels a panel; give fewer, or a width of 960",
  );
});
