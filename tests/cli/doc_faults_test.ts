import { assertEquals } from "@std/assert";
import { ownFaults } from "../../lib/cli/_doc_faults.ts";
import { root } from "../../lib/course/root.ts";

/** As `deno doc --lint` writes it. */
const fault = (message: string, { file, line }: { file: string; line: string }) =>
  `error[x]: ${message}\n --> ${file}:3:1\n  | \n3 | ${line}\n  | ^\n`;
const missing = "exported symbol is missing JSDoc documentation";
const refers = (type: string) => `public type 'f' references private type '${type}'`;

Deno.test("ownFaults() keeps what is ours to mend, and leaves what the types of a package lack", () => {
  const file = `${root}lib/random.ts`, line = "export function f(x: Numbers): void {";
  const ours = [fault(missing, { file, line }), fault(refers("Numbers"), { file, line })];
  const others = [
    fault(missing, {
      file: "/home/a/.cache/deno/npm/a-registry/@tensorflow/tfjs/index.d.ts",
      line,
    }),
    fault(refers("Tensor2D"), { file, line }),
    fault(missing, { file, line: 'export * as tf from "npm:@tensorflow/tfjs@4.22.0";' }),
  ];
  const report = [ours[0], ...others, ours[1], "error: Found 5 documentation lint errors.\n"].join(
    "\n",
  );
  assertEquals(ownFaults(report, new Set(["Numbers"])), ours.map((text) => text.trim()));
});
