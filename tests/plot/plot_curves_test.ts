import { assert, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { plotCurves } from "../../lib/plot/mod.ts";
import { fakeRecords } from "./_fake_data.ts";
import { assertSnapshot } from "./_snapshot.ts";

Deno.test("plotCurves() draws what its snapshots show", async () => {
  await assertSnapshot(
    "curves",
    plotCurves(fakeRecords(4), { title: "Softmax", subtitle: "seed 1" }).svg,
  );
  await assertSnapshot("curves_one_epoch", plotCurves(fakeRecords(1)).svg);
  await assertSnapshot("curves_logarithmic", plotCurves(fakeRecords(12, { scale: 9 })).svg);
});

Deno.test("plotCurves() says when an axis is logarithmic", () => {
  assertStringIncludes(plotCurves(fakeRecords(5, { scale: 9 })).svg, "loss, logarithmic");
  assert(!plotCurves(fakeRecords(4)).svg.includes("logarithmic"));
});

Deno.test("plotCurves() compares runs by name", () => {
  const runs = [{ name: "softmax", records: fakeRecords(3) }, {
    name: "a & b",
    records: fakeRecords(4, { best: 0.97 }),
  }];
  const { svg } = plotCurves(runs);
  assertStringIncludes(svg, ">softmax<");
  assertStringIncludes(svg, ">a &amp; b 96.7<");
  assertStringIncludes(svg, ">test loss<");
});

Deno.test("plotCurves() draws a perfect run and one of losses 0", () => {
  const records = fakeRecords(3).map((record) => ({
    ...record,
    trainLoss: 0,
    testLoss: 0,
    testAccuracy: 1,
  }));
  assert(!/NaN|Infinity|undefined/.test(plotCurves(records).svg));
});

Deno.test("plotCurves() refuses no epochs and numbers that are not finite", () => {
  assertThrows(() => plotCurves([]), InputError, "records: empty");
  assertThrows(
    () => plotCurves([{ name: "softmax", records: [] }]),
    InputError,
    "records of softmax: empty",
  );
  const records = fakeRecords(3);
  records[1].testLoss = NaN;
  assertThrows(() => plotCurves(records), InputError, "records: testLoss at index 1 is NaN");
});
