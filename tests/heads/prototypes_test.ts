import { assertAlmostEquals, assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { initialPrototypes } from "../../lib/heads/mod.ts";
import { assertQuick } from "../_yardstick.ts";

function smallestAngle(rows: number[][]): number {
  const unit = rows.map((row) => row.map((value) => value / Math.hypot(...row)));
  let smallest = 180;
  unit.forEach((a, i) =>
    unit.slice(0, i).forEach((b) => {
      const cosine = a.reduce((sum, value, d) => sum + value * b[d], 0);
      smallest = Math.min(smallest, Math.acos(Math.max(-1, Math.min(1, cosine))) * 180 / Math.PI);
    })
  );
  return smallest;
}

const initial = (size: [number, number], init: "separated" | "random", seed = 1) =>
  initialPrototypes(size, { init, seed }).arraySync();

Deno.test("initialPrototypes() stand evenly on the circle, in an order drawn by the seed", () => {
  const [one, two] = [initial([10, 2], "separated", 1), initial([10, 2], "separated", 2)];
  assertAlmostEquals(smallestAngle(one), 36, 1e-2);
  assertAlmostEquals(smallestAngle(two), 36, 1e-2);
  const order = (rows: number[][]) =>
    rows.map(([x, y], i) => [Math.atan2(y, x), i]).sort((a, b) => a[0] - b[0]).map(([, i]) => i);
  assertNotEquals(order(one), order(two));
});

Deno.test("initialPrototypes() repel each other in more dimensions", () => {
  // Six points in space can be 90° apart; eleven in ten dimensions 95.7°.
  assertGreater(smallestAngle(initial([6, 3], "separated")), 85);
  assertGreater(smallestAngle(initial([11, 10], "separated")), 90);
  assertGreater(
    smallestAngle(initial([6, 3], "separated")),
    smallestAngle(initial([6, 3], "random")),
  );
});

Deno.test("initialPrototypes() is quick for many classes", () => {
  for (const size of [[1000, 128], [20000, 128]] as [number, number][]) {
    assertQuick(
      () => assertEquals(initialPrototypes(size, { init: "separated", seed: 1 }).shape, size),
      80,
    );
  }
});

Deno.test("initialPrototypes() gives the same numbers for the same seed", () => {
  for (const kind of ["separated", "random"] as const) {
    assertEquals(initial([7, 4], kind, 5), initial([7, 4], kind, 5));
    assertNotEquals(initial([7, 4], kind, 5), initial([7, 4], kind, 6));
  }
});
