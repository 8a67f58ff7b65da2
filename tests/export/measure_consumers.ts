/**
 * How far each program's embeddings of a run are from the library's, and how long they take: a
 * Markdown table. From the repository:
 *
 *     python3 -m venv /tmp/consumers
 *     /tmp/consumers/bin/pip install onnxruntime numpy safetensors
 *     taskset -c 0 deno run -A --no-lock tests/export/measure_consumers.ts RUN /tmp/consumers/bin/python
 *
 * PyTorch is the one that `deno task bench` installs. Programs take turns, so that a busy moment
 * falls on all of them. On one processor (taskset), where all have one thread, as those in the
 * browser have anyway: with more, a busy machine has PyTorch's threads wait for one another.
 */
import { join } from "node:path";
import type { Browser } from "npm:playwright-core@1.64.1";
import { installTorch } from "../../lib/course/bench/torch.ts";
import { loadMnist, makeImages } from "../../lib/data/mod.ts";
import { exportOnnx, exportPytorch, exportTfjs } from "../../lib/export/mod.ts";
import { openRun } from "../../lib/inference/mod.ts";
import { findChromium, QUIET, withPage } from "../_chromium.ts";
import { type Consumer, type Given, inNode, inPage, inPython, native } from "./_consumers.ts";
import { type Opened, openPage, servePage } from "./_page.ts";

const IMAGES = 1000, ROUNDS = 7;

/** Milliseconds that one program has in a round for one batch size, and calls at the most. */
const TURN = 1500, MOST_CALLS = 20;

/** Chromium draws WebGL by the processor where it is told so; `--disable-gpu` would forbid it. */
const FLAGS = [
  ...QUIET.filter((flag) => flag !== "--disable-gpu"),
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** Every export of a run, and 1,000 test images. */
async function given(run: string): Promise<Given> {
  const { model, imageShape } = await openRun(run), folder = await Deno.makeTempDir();
  await exportOnnx(model, folder);
  await exportTfjs(model, join(folder, "tfjs"));
  await exportPytorch(model, join(folder, "pytorch"));
  const { test } = await loadMnist();
  const images = await makeImages(test, Array.from({ length: IMAGES }, (_, index) => index));
  const pixels = await images.data() as Float32Array<ArrayBuffer>;
  await Deno.writeFile(join(folder, "images"), new Uint8Array(pixels.buffer));
  return { folder, backbone: model.backbone, pixels, shape: [IMAGES, ...imageShape] };
}

const IN_BROWSER: { name: string; by: Opened["by"]; backend?: Opened["backend"] }[] = [
  { name: "onnxruntime-web, Chromium, wasm", by: "onnx" },
  { name: "plain tfjs, Chromium, wasm", by: "tfjs", backend: "wasm" },
  { name: "plain tfjs, Chromium, cpu", by: "tfjs", backend: "cpu" },
  { name: "plain tfjs, Chromium, WebGL by the processor", by: "tfjs", backend: "webgl" },
];

async function inBrowser(browser: Browser, url: string, { shape }: Given): Promise<Consumer[]> {
  const consumers: Consumer[] = [];
  for (const opened of IN_BROWSER) {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    const { [opened.by]: version } = await openPage(page, url);
    const model = opened.by === "onnx" ? "/exports/model.onnx" : "/exports/tfjs/model.json";
    const rest = { version, model, images: "/exports/images", imageShape: shape.slice(1) };
    consumers.push(await inPage(page, { ...opened, ...rest }));
  }
  return consumers;
}

/** Of one program: differences, and milliseconds an image by batch size, a median a round. */
interface Measured {
  consumer: Consumer;
  difference: number;
  rounds: Record<1 | 100, number[]>;
}

async function measure(consumers: Consumer[]): Promise<Measured[]> {
  const own = await consumers[0].embeddings(IMAGES);
  const measured: Measured[] = [];
  for (const consumer of consumers) {
    const difference = share(await consumer.embeddings(IMAGES), own);
    measured.push({ consumer, difference, rounds: { 1: [], 100: [] } });
    console.error(`${consumer.name}: ${difference.toExponential(1)}`);
  }
  for (let round = 0; round <= ROUNDS; round++) { // the first warms up
    for (const { consumer, rounds } of measured) {
      for (const count of [1, 100] as const) {
        const [first] = await consumer.times(count, 1);
        const more = Math.min(MOST_CALLS, Math.floor(TURN / first));
        const times = more > 0 ? await consumer.times(count, more) : [first];
        if (round > 0) rounds[count].push(median(times) / count);
      }
    }
    console.error(`round ${round} of ${ROUNDS}`);
  }
  return measured;
}

/** The largest difference, as a share of the largest number. */
function share(numbers: ArrayLike<number>, own: ArrayLike<number>): number {
  if (numbers.length !== own.length) return NaN;
  const most = (values: Iterable<number>) => [...values].reduce((a, b) => Math.max(a, b), 0);
  const away = Array.from(own, (value, i) => Math.abs(numbers[i] - value));
  return most(away) / most(Array.from(own, Math.abs));
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b), middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Milliseconds an image, and how many times the first program's they are in the same round. */
function timeText(own: number[], first: number[]): string {
  const ratio = median(own.map((time, round) => time / first[round]));
  return `${twoDigits(median(own))} (${twoDigits(ratio)})`;
}

const twoDigits = (value: number) => String(Number(value.toPrecision(2)));

function tableOf(measured: Measured[]): string {
  const rows = measured.map(({ consumer: { name, version }, difference, rounds }) => [
    ...[name, version, difference === 0 ? "0" : difference.toExponential(1)],
    ...([1, 100] as const).map((count) => timeText(rounds[count], measured[0].rounds[count])),
  ]);
  const header = ["opened by", "version", "largest difference", "ms, one image", "ms, one of 100"];
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join(
    "\n",
  );
}

const [run, python = "python3"] = Deno.args;
const chromium = findChromium(), things = await given(run);
const torch = await installTorch({ report: (line) => console.error(line) });
const path = torch.env.PYTHONPATH;
const { url, stop } = servePage(things.folder);
const outside = [
  native(things),
  await inPython("onnx", things, { python, path: "" }),
  await inPython("pytorch", things, { python, path }),
  await inNode(things),
];
const measureWith = async (inside: Consumer[]) => {
  console.log(tableOf(await measure([...outside, ...inside])));
};
if (chromium) {
  const work = async (browser: Browser) => measureWith(await inBrowser(browser, url, things));
  await withPage(chromium, (page) => work(page.context().browser()!), { flags: FLAGS });
} else {
  console.error("no Chromium: nothing is measured in a browser");
  await measureWith([]);
}
await Promise.all(outside.map((consumer) => consumer.stop()));
await stop();
await Deno.remove(things.folder, { recursive: true });
Deno.exit(0);
