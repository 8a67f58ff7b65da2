/** What a run says of the engine. */
import type { EngineInfo } from "../../engine/mod.ts";

/**
 * The engine and, where it has a choice, its ops: `native TensorFlow 2.21.0 on the CPU, fast ops`.
 */
export function engineText({ description, variants }: EngineInfo): string {
  return variants?.ops ? `${description}, ${variants.ops} ops` : description;
}

/**
 * Something to tell where `MARGIN_OPS` is set and this engine has no sets of ops to choose from.
 */
export function unusedOpsNote({ variants }: EngineInfo, wanted?: string): string | undefined {
  if (!wanted || variants?.ops) return undefined;
  return `note: MARGIN_OPS=${wanted} changes nothing on this engine: only the native engine on the CPU has sets of ops`;
}

/**
 * What a reader of the numbers must know where this start of a run computes otherwise than its
 * first.
 *
 * @param began From the run's checkpoint.
 * @param now What runs.
 * @returns Nothing where both compute alike.
 */
export function otherEngineNote(began: EngineInfo, now: EngineInfo): string | undefined {
  const { threads, ...was } = began.variants ?? {};
  const { threads: available, ...is } = now.variants ?? {};
  if (began.backend !== now.backend) return differenceNote(`on ${engineText(began)}`);
  if (sameValues(was, is)) {
    if (threads === undefined || threads === available) return undefined; // earlier versions do not say
    return differenceNote(
      `with ${threads} threads, this start has ${available}`,
      `; MARGIN_THREADS=${threads} goes on with its own`,
    );
  }
  if (engineText(began) === engineText(now)) {
    return differenceNote("with other variants of its ops");
  }
  return differenceNote(`on ${engineText(began)}`, "; unset MARGIN_OPS to go on with its own");
}

function differenceNote(difference: string, remedy = ""): string {
  return `note: the run began ${difference}: from here on its numbers differ in rounding${remedy}`;
}

function sameValues(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys({ ...a, ...b });
  return names.every((name) => a[name] === b[name]);
}
