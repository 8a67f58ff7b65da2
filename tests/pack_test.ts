/**
 * The package as others get it: packed, installed by npm in an empty folder, one step trained there
 * in Deno and in Node.
 */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** Two images, one step; what a program without the repository sees. */
const PROGRAM = `
import { ArcFaceHead, clsNet, engineInfo, fit, loadMnist, plotCurves, saveFigure } from "@margin-losses/lib";
import { accuracy } from "@margin-losses/lib/metrics";
import { headNames } from "@margin-losses/lib/heads";
import { plotBars } from "@margin-losses/lib/plot";

const images = Uint8Array.from({ length: 2 * 28 * 28 }, (_, pixel) => pixel * 7919 % 256);
const data = { images, labels: Int32Array.of(3, 7), length: 2, classes: 10, imageShape: [28, 28, 1] as const };
const model = { backbone: clsNet({ seed: 1 }), head: new ArcFaceHead({ classes: 10, embeddingSize: 2 }) };
const records = [];
for await (const record of fit(model, { train: data, test: data }, { epochs: 1, batchSize: 2 })) records.push(record);
await saveFigure(plotCurves(records), "curves.png");
const missing: unknown = await loadMnist().catch((error) => error.message);
const { backend, versions } = engineInfo(), { trainLoss } = records[0];
const entries = [accuracy([1], [1]), headNames.includes("arcface"), plotBars({ a: [1] }).width > 0];
console.log(JSON.stringify({ backend, versions, trainLoss, missing, entries }));
`;

interface Report {
  backend: string;
  versions: Record<string, string>;
  trainLoss: number;
  missing: string;
  entries: unknown[];
}

/** What a command writes on stdout, or undefined where it fails or is not here. */
async function answer(command: string, args: string[]): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(10_000);
    const { success, stdout } = await new Deno.Command(command, { args, signal, stderr: "null" })
      .output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

async function inTemporaryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(
  command: string,
  args: string[],
  cwd: string,
): Promise<{ stdout: string; stderr: string }> {
  const output = await new Deno.Command(command, { args, cwd, env: { NO_COLOR: "1" } }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assertEquals(output.code, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return { stdout, stderr };
}

const reportOf = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1)!) as Report;

/** What must hold wherever it runs. */
function assertWorks({ missing, entries }: Report): void {
  assertEquals(entries, [1, true, true]);
  assertStringIncludes(missing, "data/mnist of its repository");
  assertStringIncludes(missing, "loadMnist({ directory })");
}

/**
 * Pack the library and let npm install it. tfjs-node-gpu's own script would download a TensorFlow
 * that nothing here loads.
 */
async function installIn(folder: string): Promise<void> {
  const tarball = join(folder, "lib.tgz");
  await run(Deno.execPath(), ["pack", "--allow-dirty", "--output", tarball], ROOT);
  assert(Deno.statSync(tarball).size < 2e6, "data, figures, tests and notebooks stay out");
  Deno.writeTextFileSync(join(folder, "package.json"), '{ "type": "module" }');
  Deno.writeTextFileSync(join(folder, "program.ts"), PROGRAM);
  await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", tarball], folder);
}

const npmAnswers = await answer("npm", ["view", "@tensorflow/tfjs@4.22.0", "version"]) === "4.22.0";

Deno.test({
  name:
    "the packed library installs in an empty folder and trains a step there, in Deno and in Node 22",
  ignore: !npmAnswers,
  fn: (test) =>
    inTemporaryFolder(async (folder) => {
      await installIn(folder);
      const losses: number[] = [];
      await test.step("in Deno, types checked", async () => {
        const { stdout, stderr } = await run(Deno.execPath(), [
          "run",
          "-A",
          "--check",
          "program.ts",
        ], folder);
        assertEquals(stderr.includes("build scripts"), false, stderr);
        const report = reportOf(stdout);
        assertWorks(report);
        losses.push(report.trainLoss);
      });
      await test.step("in Node 22, on tfjs's CPU backend", async () => {
        const args = ["-y", "-p", "node@22", "node", "--experimental-strip-types", "program.ts"];
        const report = reportOf((await run("npx", args, folder)).stdout);
        assertWorks(report);
        assertEquals([report.backend, report.versions.node.split(".")[0]], ["cpu", "22"]);
        losses.push(report.trainLoss);
      });
      assertAlmostEquals(losses[1], losses[0], 1e-3 * losses[0]);
    }),
});
