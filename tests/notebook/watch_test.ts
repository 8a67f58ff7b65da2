import { assert, assertEquals } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { LinearHead } from "../../lib/heads/mod.ts";
import { watch } from "../../lib/notebook/watch.ts";
import { fit } from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 60, test: 30 });
const options = { epochs: 2, batchSize: 20, seed: 5 };
const newModel = () => ({
  backbone: clsNet(),
  head: new LinearHead({ classes: 10, embeddingSize: 2 }),
});

Deno.test("watch() gives a record an epoch", async () => {
  const records = await watch(fit(newModel(), data, options));
  assertEquals(records.map(({ epoch }) => epoch), [1, 2]);
});

Deno.test({
  name:
    "watch() stops on an interrupt, and a continuation ends with the numbers of one that was not stopped",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const script = new URL("_interrupted.ts", import.meta.url).pathname;
    const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-lock", script] });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    assertEquals(code, 0, decoder.decode(stderr));
    const { before, stopped, whole } = JSON.parse(decoder.decode(stdout));
    assert(before < 3, "it came to its end before the interrupt");
    assertEquals(stopped, whole);
  },
});
