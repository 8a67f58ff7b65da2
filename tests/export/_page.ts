/** A page of ONNX Runtime and plain tfjs in Chromium, served from this machine alone. */
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "npm:playwright-core@1.64.1";

/** Never called: this has Deno fetch, and the lock file pin, what is only read below. */
export const fetched = [
  () => import("npm:@tensorflow/tfjs@4.22.0"),
  () => import("npm:@tensorflow/tfjs-backend-wasm@4.22.0"),
  () => import("npm:onnxruntime-web@1.30.0"),
];

const folderOf = (address: string) => fileURLToPath(new URL(".", address));

/** Folders of the packages, by their names in the page's addresses. */
const PACKAGES = {
  tfjs: folderOf(import.meta.resolve("npm:@tensorflow/tfjs@4.22.0/dist/tf.min.js")),
  "tfjs-wasm": folderOf(
    import.meta.resolve("npm:@tensorflow/tfjs-backend-wasm@4.22.0/dist/tf-backend-wasm.min.js"),
  ),
  onnxruntime: folderOf(
    import.meta.resolve("npm:onnxruntime-web@1.30.0/ort-wasm-simd-threaded.wasm"),
  ),
};

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** A model's files in the served folder, and who opens them. */
export interface Opened {
  by: "onnx" | "tfjs";
  /** tfjs's, where it is tfjs that opens. */
  backend?: "cpu" | "wasm" | "webgl";
  /** `model.onnx`, or tfjs's `model.json`; its path begins with `/exports/`. */
  model: string;
  /** A file of float32; its path too. */
  images: string;
  /** `[height, width, channels]`. */
  imageShape: number[];
}

/** What `_page.html` declares. */
interface Consumer {
  versions: Record<Opened["by"], string>;
  open(opened: Opened): Promise<void>;
  answers(count: number): Promise<Record<string, number[]>>;
  times(options: { count: number; repeats: number }): Promise<number[]>;
}
declare const consumer: Consumer;

/**
 * Serve the page, the packages, and a folder of exports under `/exports/`.
 *
 * @returns The page's address, and what ends it.
 */
export function servePage(exports: string): { url: string; stop(): Promise<void> } {
  const folders: Record<string, string> = { ...PACKAGES, exports };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const [first, ...rest] = new URL(request.url).pathname.slice(1).split("/");
    const path = first === "" ? import.meta.dirname + "/_page.html" : fileIn(folders[first], rest);
    try {
      const headers = { "content-type": TYPES[extname(path)] ?? "application/octet-stream" };
      return new Response(await Deno.readFile(path), { headers });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, stop: () => server.shutdown() };
}

const fileIn = (folder: string | undefined, names: string[]) => join(folder ?? "none", ...names);

/** Open the page; the versions of what it holds. */
export async function openPage(page: Page, url: string): Promise<Consumer["versions"]> {
  await page.goto(url);
  return await page.evaluate(() => consumer.versions);
}

/** Open a model in the page. */
export async function openModel(page: Page, opened: Opened): Promise<void> {
  await page.evaluate((opened) => consumer.open(opened), opened);
}

/** What the open model says of the first images: its outputs by name, flat. */
export async function answersOf(page: Page, count: number): Promise<Record<string, number[]>> {
  return await page.evaluate((count) => consumer.answers(count), count);
}

/** Milliseconds of some answers of the open model, from numbers to numbers. */
export async function timesOf(
  page: Page,
  options: { count: number; repeats: number },
): Promise<number[]> {
  return await page.evaluate((options) => consumer.times(options), options);
}
