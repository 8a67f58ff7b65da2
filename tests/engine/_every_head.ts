/** Trains each head for two steps on a small network and prints their losses as JSON. */
import { engineInfo, tf } from "../../lib/engine/mod.ts";
import { createHead, headNames } from "../../lib/heads/mod.ts";
import { embed, fit } from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 16, test: 8 });
const losses: Record<string, number> = {};
const all = [
  ...headNames.map((name) => [name, {}] as const),
  ["elasticface", { plus: true }] as const,
];
for (const [name, options] of all) {
  const layers = [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
  ];
  const head = createHead(name, { classes: 10, embeddingSize: 3, ...options });
  const model = { backbone: tf.sequential({ layers }), head };
  for await (const { trainLoss } of fit(model, data, { epochs: 1, batchSize: 8 })) {
    losses[name + ("plus" in options ? "+" : "")] = trainLoss;
  }
  await embed(model, data.test);
}
console.log(JSON.stringify({ backend: engineInfo().backend, losses }));
