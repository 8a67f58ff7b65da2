import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { rasterize } from "../../lib/plot/_raster.ts";
import { plotDigits } from "../../lib/plot/mod.ts";

/** Images whose upper half is white and lower half black. */
function halves(count: number): Uint8Array {
  return Uint8Array.from({ length: count * 784 }, (_, k) => k % 784 < 392 ? 255 : 0);
}

Deno.test("plotDigits() draws the pictures in a PNG too, the right way up", () => {
  const figure = plotDigits(halves(3));
  const { pixels, width } = rasterize(figure.svg, 1);
  const at = (x: number, y: number) => pixels[4 * (y * width + x)];
  assertEquals(figure.svg.match(/<image /g)?.length, 3);
  for (const x of [14 + 28, 14 + 64 + 28, 14 + 128 + 28]) {
    assertGreater(at(x, 6 + 14), 250);
    assertLess(at(x, 6 + 42), 5);
  }
});

Deno.test("plotDigits() writes labels, and where a prediction is wrong both", () => {
  const { svg } = plotDigits(halves(2), { labels: [4, 7], predicted: [9, 7] });
  assertStringIncludes(svg, ">4 → 9<");
  assertStringIncludes(svg, ">7<");
  assertStringIncludes(plotDigits(halves(1), { predicted: [3] }).svg, ">3<");
  assert(!plotDigits(halves(1)).svg.includes("<text"));
});

Deno.test("plotDigits() draws the chosen images, captioned by their own labels, in rows", () => {
  const options = { indices: [5, 0, 5], labels: [0, 1, 2, 3, 4, 5], columns: 2 };
  const two = plotDigits(halves(6), options);
  assertEquals([...two.svg.matchAll(/>(\d)<\/text>/g)].map(([, digit]) => digit), ["5", "0", "5"]);
  assertGreater(two.height, plotDigits(halves(6), { ...options, columns: 3 }).height);
  assertEquals(plotDigits(halves(30)).svg.match(/<image /g)?.length, 20);
});

Deno.test("plotDigits() names what is wrong", () => {
  assertThrows(() => plotDigits(new Uint8Array()), InputError, "images: empty");
  assertThrows(
    () => plotDigits(new Uint8Array(785)),
    InputError,
    "images: holds 785 bytes, no multiple of 784",
  );
  assertThrows(
    () => plotDigits(halves(2), { labels: [1] }),
    InputError,
    "labels: holds 1 values, not 2 (2 images)",
  );
  assertThrows(
    () => plotDigits(halves(2), { indices: [0, 2] }),
    InputError,
    "indices: index 1 is 2; give whole numbers from 0 to 1",
  );
  assertThrows(() => plotDigits(halves(2), { indices: [] }), InputError, "indices: empty");
  assertThrows(() => plotDigits(halves(2), { columns: 0 }), InputError, "columns: is 0");
});
