/** A checkpoint is data: it makes nothing run, fetch or read. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { clsNet } from "../../../lib/backbones/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { ArcFaceHead } from "../../../lib/heads/mod.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../lib/training/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/training/files/safetensors.ts";

const folder = await Deno.makeTempDir(), path = join(folder, "model.safetensors");
const model = { backbone: clsNet(), head: new ArcFaceHead({ classes: 10, embeddingSize: 2 }) };
await saveCheckpoint(path, { model, config: {} });
const { tensors, metadata } = decodeSafetensors(await Deno.readFile(path), path);

// deno-lint-ignore no-explicit-any -- JSON to be spoiled
async function refused(change: (topology: any) => unknown, words: string): Promise<void> {
  const architecture = JSON.parse(metadata.model);
  architecture.backbone = change(architecture.backbone) ?? architecture.backbone;
  const spoiled = join(folder, "spoiled.safetensors");
  const model = JSON.stringify(architecture);
  await Deno.writeFile(spoiled, encodeSafetensors(tensors, { ...metadata, model }));
  await assertRejects(() => loadCheckpoint(spoiled), InputError, words);
}

Deno.test("a manifest of weights in a checkpoint is refused: no request, no read", async () => {
  const asked: string[] = [], { fetch } = globalThis;
  globalThis.fetch = (input) => (asked.push(String(input)), Promise.reject(new Error("asked")));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    asked.push(url);
    return new Response();
  });
  try {
    const urls = [`http://127.0.0.1:${server.addr.port}/`, `file://${path}`, "data:,x"];
    for (const url of urls) {
      await refused(
        (topology) => ({
          modelTopology: topology,
          weightsManifest: [{ paths: [url], weights: [] }],
          pathPrefix: url,
        }),
        'its topology holds "modelTopology"',
      );
      await refused(
        (topology) => void (topology.weightsManifest = [{ paths: [url], weights: [] }]),
        'its topology holds "weightsManifest"',
      );
    }
  } finally {
    globalThis.fetch = fetch;
    await server.shutdown();
  }
  assertEquals(asked, []);
});

Deno.test("a topology names known classes alone, and is bounded in size and depth", async () => {
  const layer = (topology: { config: { layers: { class_name: string; config: object }[] } }) =>
    topology.config.layers[0];
  await refused((topology) => void (layer(topology).class_name = "Evil"), "names the class Evil");
  await refused(
    (topology) => void (layer(topology).config = JSON.parse('{"__proto__": {"polluted": true}}')),
    'its topology holds "__proto__"',
  );
  let deep: object = {};
  for (let i = 0; i < 100; i++) deep = { deep };
  await refused((topology) => void (layer(topology).config = deep), "nested more than 64 deep");
  await refused(
    (topology) => void (layer(topology).config = { shape: new Array(1_000_001).fill(1) }),
    "more than 1000000 values",
  );
  for (const nothing of [null, [], "x"]) {
    await refused(() => nothing ?? "x", "not a table of layers");
  }
});
