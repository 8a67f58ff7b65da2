/** What is exported for browsers, opened in one: ONNX Runtime and plain tfjs in Chromium. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import type { Page } from "npm:playwright-core@1.64.1";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { exportOnnx, exportTfjs } from "../../lib/export/mod.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { findChromium, withPage } from "../_chromium.ts";
import { backbones, examples } from "./_backbones.ts";
import { difference } from "./_difference.ts";
import { answersOf, openModel, openPage, servePage } from "./_page.ts";

const chromium = findChromium();

/** float32's seven digits, some lost in sums; most seen is 4e-7. */
const LIMIT = 1e-5;

const NETS: Record<string, tf.LayersModel> = {
  "stock-layers": backbones["stock layers"],
  "a-model-in-a-model": backbones["a model in a model"],
  "clsNet-2": stepped(clsNet({ seed: 3, embeddingSize: 2 })),
  "clsNet-32": stepped(clsNet({ seed: 3, embeddingSize: 32 })),
};

/** After a step the running averages are no longer 0 and 1. */
function stepped(backbone: tf.LayersModel): tf.LayersModel {
  backbone.apply(tf.randomUniform([16, 28, 28, 1], 0, 1, "float32", 1), { training: true });
  return backbone;
}

/** A model's exports and its images in `folder/name`, and what it says itself. */
async function exported(folder: string, name: string) {
  const backbone = NETS[name], { shape, images, embeddings } = examples(backbone);
  const head = new ArcFaceHead({ classes: 5, embeddingSize: embeddings.shape[1] });
  await exportOnnx({ backbone, head }, join(folder, name), { withHead: true });
  await exportTfjs({ backbone }, join(folder, name));
  await Deno.writeFile(join(folder, name, "images"), new Uint8Array(images.buffer));
  const [count, ...imageShape] = shape;
  return {
    ...{ count, files: { images: `/exports/${name}/images`, imageShape } },
    embeddings: embeddings.dataSync(),
    logits: head.logits(embeddings).dataSync(),
  };
}

async function assertSame(page: Page, folder: string, name: string): Promise<void> {
  const { files, count, embeddings, logits } = await exported(folder, name);
  await openModel(page, { by: "onnx", model: `/exports/${name}/model.onnx`, ...files });
  const onnx = await answersOf(page, count);
  assertLess(difference(onnx.embeddings, embeddings), LIMIT);
  assertLess(difference(onnx.logits, logits), LIMIT);
  // Not WebGL: without a graphics card Chromium has none but the processor's, which is opt-in.
  for (const backend of ["cpu", "wasm"] as const) {
    await openModel(page, { by: "tfjs", backend, model: `/exports/${name}/model.json`, ...files });
    const tfjs = await answersOf(page, count);
    assertLess(difference(tfjs.embeddings, embeddings), LIMIT, backend);
  }
}

Deno.test({
  name: "ONNX Runtime and plain tfjs in Chromium give the model's embeddings and logits" +
    // `deno task test` is quiet: what is printed where the reason belongs would not be seen
    (chromium ? "" : " (skipped: install Chromium, on Debian: `apt install chromium`)"),
  ignore: !chromium,
  sanitizeOps: false, // the browser's connection is playwright's business
  sanitizeResources: false,
  fn: async (test) => {
    const folder = await Deno.makeTempDir(), { url, stop } = servePage(folder);
    const asked: string[] = [];
    try {
      await withPage(chromium!, async (page) => {
        page.on("request", (request) => asked.push(request.url()));
        await openPage(page, url);
        for (const name of Object.keys(NETS)) {
          await test.step(name, () => assertSame(page, folder, name));
        }
      });
    } finally {
      await stop();
      await Deno.remove(folder, { recursive: true });
    }
    assert(asked.some((address) => address.endsWith(".wasm")));
    assertEquals(asked.filter((address) => !address.startsWith(url)), []);
  },
});
