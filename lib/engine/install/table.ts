/** The table of platforms for the README. */
import { formatBytes } from "./_files.ts";
import { type Plan, plans } from "./platforms.ts";

/** The table of platforms as Markdown. */
export function platformTable(): string {
  const head = ["platform", "engine", "wheels", "download, disk", "tried", "note"];
  const rows = plans.map(rowOf);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join(
    "\n",
  );
}

function rowOf(plan: Plan): string[] {
  const { native, note, platform, tried } = plan;
  const mark = tried ? "yes" : "untried";
  if (!native) return [platform, "WebGPU, else tfjs on the CPU", "none", "none", mark, note];
  const [first, ...others] = native.wheels;
  const wheels = `\`${first.name}\` ${first.version}${
    others.length > 0 ? ` and ${others.length} of CUDA` : ""
  }`;
  const disk = `${formatBytes(native.bytes.download)}, ${formatBytes(native.bytes.kept)}`;
  return [
    platform,
    `native TensorFlow on the ${native.gpu ? "GPU" : "CPU"}`,
    wheels,
    disk,
    mark,
    note,
  ];
}
