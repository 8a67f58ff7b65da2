/**
 * What is measured of this library besides the step: a whole epoch, embedding, heads with many
 * classes, figures.
 */
import { InputError } from "../../errors.ts";
import { lastError } from "../../engine/install/mod.ts";
import { root } from "../root.ts";
import { linesOf } from "./protocol.ts";
import { tableText } from "./table_text.ts";

/** One line of `lib/course/bench/our_parts.ts`; times in seconds. */
export type Part =
  | { part: "epoch"; images: number; seconds: number; steps: number; times: number }
  | { part: "embed"; images: number; seconds: number }
  | {
    part: "head";
    name: string;
    classes: number;
    size: number;
    batch: number;
    seconds: number;
    peakBytes: number;
  }
  | { part: "figure"; points: number; svgSeconds: number; pngSeconds: number };

/**
 * Run the measurements in a separate process.
 *
 * @throws {InputError} When it fails.
 */
export async function measureParts(
  { report }: { report: (line: string) => void },
): Promise<Part[]> {
  const permissions = ["read", "write", "env", "sys", "ffi"].map((name) => `--allow-${name}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, "lib/course/bench/our_parts.ts"],
    env: { MARGIN_QUIET: "1" },
    cwd: root,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints = new Response(child.stderr).text();
  const parts: Part[] = [];
  for await (const line of linesOf(child.stdout)) {
    parts.push(JSON.parse(line));
    report(`measured: ${line}`);
  }
  const { success } = await child.status;
  if (!success) throw new InputError(`the parts beside the step: ${lastError(await complaints)}`);
  return parts;
}

/** The parts as lines of text. */
export function partsText(parts: Part[]): string[] {
  const heads = parts.filter((part) => part.part === "head"),
    figures = parts.filter((part) => part.part === "figure");
  return [
    ...parts.flatMap(lineOf),
    ...(heads.length > 0 ? ["", ...headsText(heads)] : []),
    ...(figures.length > 0 ? ["", ...figuresText(figures)] : []),
  ];
}

function lineOf(part: Part): string[] {
  if (part.part === "epoch") {
    const { images, seconds, steps, times } = part;
    return [
      `one epoch of ${images} images with evaluation, figure and checkpoint: ${
        seconds.toFixed(1)
      } s, ` +
      `${times.toFixed(3)} times its steps (${steps.toFixed(1)} s)`,
    ];
  }
  if (part.part === "embed") {
    return [`embedding ${part.images} images: ${part.seconds.toFixed(2)} s`];
  }
  return [];
}

function headsText(heads: Extract<Part, { part: "head" }>[]): string[] {
  const [{ size, batch }] = heads, names = [...new Set(heads.map(({ name }) => name))];
  const classes = [...new Set(heads.map((head) => head.classes))];
  const rows = classes.map((count) => [
    String(count),
    ...names.flatMap((name) => {
      const found = heads.find((head) => head.name === name && head.classes === count);
      return found
        ? [`${(1000 * found.seconds).toFixed(1)} ms`, `${Math.round(found.peakBytes / 1e6)} MB`]
        : ["–", "–"];
    }),
  ]);
  return [
    `A head's share of a step (logits, loss, gradients, Adam), D = ${size}, batch ${batch}; memory of the process`,
    ...tableText([["classes", ...names.flatMap((name) => [name, "memory"])], ...rows]),
  ];
}

function figuresText(figures: Extract<Part, { part: "figure" }>[]): string[] {
  const rows = figures.map(({ points, svgSeconds, pngSeconds }) => [
    `${points} points`,
    `${svgSeconds.toFixed(3)} s`,
    `${pngSeconds.toFixed(3)} s`,
  ]);
  return tableText([["scatter", "SVG", "PNG"], ...rows]);
}
