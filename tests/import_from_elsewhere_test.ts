/** `lib` serves a program in another folder, by path and by link. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);

const PROGRAM = (from: string) => `
import { ArcFaceHead, clsNet, engineInfo, fit, loadMnist } from "${from}";
const data = await loadMnist({ limit: 64 });
const model = { backbone: clsNet(), head: new ArcFaceHead({ classes: 10, embeddingSize: 2 }) };
const small = { ...data.test, images: data.test.images.subarray(0, 784 * 20), labels: data.test.labels.subarray(0, 20), length: 20 };
for await (const epoch of fit(model, { train: data.train, test: small }, { epochs: 1, batchSize: 32 })) {
  console.log(JSON.stringify({ backend: engineInfo().backend, loss: epoch.trainLoss }));
}
`;

async function run(config: object, from: string): Promise<{ backend: string; loss: number }> {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(join(folder, "deno.json"), JSON.stringify(config));
  Deno.writeTextFileSync(join(folder, "program.ts"), PROGRAM(from));
  const args = ["run", "-A", "--check", "program.ts"];
  const output = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assertEquals(output.code, 0, stderr);
  Deno.removeSync(folder, { recursive: true });
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

/** The engine that this process runs on is the one that set-up installed. */
async function assertTrains(config: object, from: string): Promise<void> {
  const { engineInfo } = await import("../lib/engine/mod.ts");
  const { backend, loss } = await run(config, from);
  assertEquals(backend, engineInfo().backend);
  assertEquals(Number.isFinite(loss), true);
}

Deno.test("a program elsewhere imports lib by path, type-checks and trains", () =>
  assertTrains({}, join(ROOT, "lib/mod.ts")));

Deno.test("a program elsewhere imports lib by link, type-checks and trains", async () => {
  const { name, version } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  assertStringIncludes(name, "/");
  await assertTrains({ links: [ROOT], imports: { [name]: `jsr:${name}@${version}` } }, name);
});
