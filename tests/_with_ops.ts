import { chooseOps, type OpSet, wantedOps } from "../lib/engine/mod.ts";

/** Run a test with one set of ops, then go back to the engine's. */
export async function withOps(set: OpSet, test: () => void | Promise<void>): Promise<void> {
  chooseOps(set);
  try {
    await test();
  } finally {
    chooseOps(wantedOps());
  }
}
