import { assertAlmostEquals, assertEquals } from "@std/assert";
import { axisOf, numberText } from "../../lib/plot/_axis.ts";
import { spreadAlong, wrapped } from "../../lib/plot/_texts.ts";

function ticksOf(axis: ReturnType<typeof axisOf>): string[] {
  return axis.ticks.map((tick) => axis.tickFormat(tick));
}

Deno.test("axisOf() puts round numbers at a linear axis", () => {
  assertEquals(ticksOf(axisOf("x", [0, 1])), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  assertEquals(ticksOf(axisOf("x", [-3, 3])), ["−3", "−2", "−1", "0", "1", "2", "3"]);
  assertEquals(ticksOf(axisOf("x", [0, 3000])), [
    "0",
    "500",
    "1,000",
    "1,500",
    "2,000",
    "2,500",
    "3,000",
  ]);
});

Deno.test("axisOf() begins at 0 where that is near, and leaves room", () => {
  assertEquals(axisOf("y", [1, 10], { zero: true, room: 0.1 }).domain, [0, 10.9]);
  assertEquals(axisOf("y", [9, 10], { zero: true, room: 0.1 }).domain, [8.9, 10.1]);
  assertEquals(axisOf("y", [NaN, 1, 3], {}).domain, [1, 3]);
});

Deno.test("axisOf() writes radians in degrees", () => {
  const axis = axisOf("x", [0, Math.PI], { degrees: true });
  assertEquals(ticksOf(axis), ["0°", "30°", "60°", "90°", "120°", "150°", "180°"]);
  assertAlmostEquals(axis.ticks[3], Math.PI / 2, 1e-12);
  assertEquals(ticksOf(axisOf("x", [0, 0.4], { degrees: true })), [
    "0°",
    "5°",
    "10°",
    "15°",
    "20°",
  ]);
});

Deno.test("axisOf() thins logarithmic ticks over many powers of ten and fills them up within one", () => {
  const ticks = (...domain: [number, number]) =>
    ticksOf(axisOf("x", [], { domain, logarithmic: true }));
  assertEquals(ticks(1, 100), ["1", "2", "5", "10", "20", "50", "100"]);
  assertEquals(ticks(1e-3, 1e3), ["0.001", "0.01", "0.1", "1", "10", "100", "1,000"]);
  assertEquals(ticks(1e-20, 1).length, 7);
  assertEquals(ticks(22, 41), ["25", "30", "35", "40"]);
});

Deno.test("axisOf() keeps a tick that rounding put beyond an end", () => {
  assertEquals(axisOf("x", [], { domain: [0.1 + 0.2, 0.7] }).ticks[0], 0.3);
});

Deno.test("numberText() writes small and large numbers as powers", () => {
  assertEquals(numberText(5e-7, 7), "5×10⁻⁷");
  assertEquals(numberText(1e8, 0), "10⁸");
  assertEquals(numberText(-0.25, 2), "−0.25");
  assertEquals(numberText(98.05, 1), "98.1"); // As read, though its binary lies below.
});

Deno.test("wrapped() does not break beside a sign", () => {
  assertEquals(wrapped("floor at s = 30 and m = 0.4", 16), ["floor at s = 30", "and m = 0.4"]);
  assertEquals(wrapped("beyond π − m", 9), ["beyond", "π − m"]);
});

Deno.test("spreadAlong() moves apart what shares a lane, within bounds", () => {
  const stretch = (at: number, lane: [number, number] = [0, 1]) => ({ at, size: 10, lane });
  assertEquals(spreadAlong([stretch(50), stretch(52), stretch(90)], [0, 100]), [-4, 4, 0]);
  assertEquals(spreadAlong([stretch(50), stretch(52, [1, 2])], [0, 100]), [0, 0]);
  const moved = spreadAlong([stretch(1), stretch(2)], [0, 100]);
  assertAlmostEquals(1 + moved[0], 5, 0.1);
  assertAlmostEquals(2 + moved[1], 15, 0.1);
});
