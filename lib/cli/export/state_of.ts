import { readStart } from "../../platform.ts";
import type { TrainingState } from "../../training/mod.ts";

/**
 * Where the training of a checkpoint stands, from its header: the file was read and checked before.
 *
 * @returns Undefined for weights alone.
 */
export async function stateOf(
  checkpoint: string,
): Promise<Pick<TrainingState, "epoch" | "step"> | undefined> {
  const start = (await readStart(checkpoint, 8)).slice();
  const length = Number(new DataView(start.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode((await readStart(checkpoint, 8 + length)).subarray(8));
  const { state } = JSON.parse(header).__metadata__;
  return state === undefined ? undefined : JSON.parse(state);
}
