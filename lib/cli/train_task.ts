/**
 * `deno task train`: sets the engine up in a process of its own, then trains in one that may write
 * its run and nothing else, and start no program.
 */
import { findNativeEngine } from "../engine/install/mod.ts";
import { wantedEngine } from "../engine/names.ts";
import { headList } from "../heads/catalog_text.ts";
import { runProgram } from "./_commander.ts";
import { BY_SIGNAL, signalNumbers, stopSignals } from "./_on_stop.ts";
import { trainCommand } from "./train/arguments.ts";
import { configFrom } from "./train/config.ts";
import { givenFlags, type TrainFlags } from "./train/flags.ts";
import { rightsFor } from "./train/rights.ts";
import { fromWhereTyped } from "./train/typed_paths.ts";

const SETUP_RIGHTS = ["read", "write", "env", "sys", "ffi", "run"].map((name) => `--allow-${name}`);

let code = 0;

const program = trainCommand().action(async (options: TrainFlags) => {
  if (options.heads) return console.log(headList());
  const flags = fromWhereTyped(givenFlags(options), { absolute: true });
  configFrom(flags); // usage errors come before anything is installed
  const engine = flags.engine ?? wantedEngine();
  if ((engine === "auto" || engine === "native") && !findNativeEngine()) {
    // Where it fails it says why; training goes on with what is there.
    await denoRun(SETUP_RIGHTS, "prepare.ts", flags.quiet ? ["--quiet"] : []);
  }
  code = await denoRun(rightsFor(flags), "train.ts", Deno.args, { MARGIN_READY: "1" });
});

/** Run one of the programs here; signals reach it, and its exit code is returned. */
async function denoRun(
  rights: string[],
  name: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<number> {
  const path = new URL(name, import.meta.url).pathname;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", ...rights, "--quiet", decodeURIComponent(path), ...args],
    env,
  });
  const child = command.spawn();
  const forward = (signal: Deno.Signal) => () => {
    try {
      child.kill(signal);
    } catch {
      // it has ended
    }
  };
  const listeners = stopSignals.map((signal) => [signal, forward(signal)] as const);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  const { code, signal } = await child.status;
  for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
  return signal ? BY_SIGNAL + (signalNumbers[signal] ?? 0) : code;
}

const ended = await runProgram(program);
Deno.exit(ended || code);
