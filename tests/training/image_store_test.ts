import { assertEquals, assertNotEquals } from "@std/assert";
import { makeBatch } from "../../lib/data/mod.ts";
import { imageStore } from "../../lib/training/_image_store.ts";
import { tf } from "../../lib/engine/mod.ts";
import { smallSet } from "../_small_set.ts";

Deno.test("imageStore() hands out what makeBatch() makes, bit for bit, and frees all of it", async () => {
  const { train } = await smallSet({ train: 50, test: 1 });
  const odd = { ...train, images: new Uint8Array([0, ...train.images]).subarray(1) }; // does not start at a multiple of four
  const before = tf.memory().numTensors;
  for (const dataset of [train, odd]) {
    const store = imageStore(dataset);
    for (const indices of [[7], [49, 0, 7, 7]]) {
      const [stored, made] = [await store.batch(indices), await makeBatch(dataset, indices)];
      assertEquals(stored.images.shape, made.images.shape);
      assertEquals(stored.images.dataSync(), made.images.dataSync());
      assertEquals(stored.labels.dataSync(), made.labels.dataSync());
      assertNotEquals(Math.max(...made.images.dataSync()), 0);
      tf.dispose([stored.images, stored.labels, made.images, made.labels]);
    }
    store.dispose();
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("imageStore() has every value of a byte", async () => {
  const images = Uint8Array.from({ length: 784 }, (_, i) => i % 256);
  const store = imageStore({
    images,
    labels: new Int32Array([3]),
    length: 1,
    classes: 10,
    imageShape: [28, 28, 1],
  });
  const { images: got, labels } = await store.batch([0]);
  assertEquals([...got.dataSync()], [...images].map((byte) => Math.fround(byte / 255)));
  assertEquals(labels.dataSync()[0], 3);
  tf.dispose([got, labels]);
  store.dispose();
});
