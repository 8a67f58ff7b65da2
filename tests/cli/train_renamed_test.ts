/** `--resume` of a run whose configuration holds option names of earlier versions. */
import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { feasibilityNote } from "../../lib/cli/train/feasibility_note.ts";
import { startRun } from "../../lib/cli/train/start.ts";
import { fit, saveCheckpoint } from "../../lib/training/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/training/files/safetensors.ts";

Deno.test("train --resume reads a run with old option names, and says the same of it", async () => {
  const out = join(Deno.makeTempDirSync(), "run"), path = join(out, "checkpoint.safetensors");
  const headOption = ["minNorm=2", "maxNorm=30", "minMargin=0.1", "maxMargin=1.2", "normWeight=9"];
  const { model, data, config, description, directory } = await startRun({
    head: "magface",
    headOption,
    limit: 40,
    out,
  });
  const training = fit(model, data, { epochs: config.epochs });
  await saveCheckpoint(path, { model, state: await training.state(), config: { ...description } });
  await training.return();
  directory.release();

  const { tensors, metadata } = decodeSafetensors(Deno.readFileSync(path), path);
  const oldName = (text: string) =>
    text.replaceAll(
      /"(min|max)(Norm|Margin)"/g,
      (_, end, what) => `"${end === "min" ? "least" : "most"}${what}"`,
    );
  const old = { ...metadata, model: oldName(metadata.model), config: oldName(metadata.config) };
  assertStringIncludes(old.config, '"mostMargin":1.2');
  Deno.writeFileSync(path, encodeSafetensors(tensors, old));

  const resumed = await startRun({ resume: out });
  assertEquals(resumed.config, config);
  assertEquals(resumed.model.head.options, model.head.options);
  assertNotEquals(feasibilityNote(resumed.config), undefined);
  assertEquals(feasibilityNote(resumed.config), feasibilityNote(config));
  resumed.directory.release();
});
