/** What a run says about the engine. */
import type { EngineInfo } from "../../engine/mod.ts";

/** The engine and, if it has a choice, its ops: `native TensorFlow 2.21.0 on the CPU, fast ops`. */
export function engineText({ description, variants }: EngineInfo): string {
  return variants?.ops ? `${description}, ${variants.ops} ops` : description;
}

/** A note if `MARGIN_OPS` is set but this engine has no op sets to choose from. */
export function unusedOpsNote({ variants }: EngineInfo, wanted?: string): string | undefined {
  if (!wanted || variants?.ops) return undefined;
  return `note: MARGIN_OPS=${wanted} has no effect on this engine: only the native CPU engine has op sets`;
}

/**
 * What readers of the numbers must know if a resumed run computes differently than at its start.
 *
 * @param began From the run's checkpoint.
 * @param now The running engine.
 * @returns Undefined if both compute the same way.
 */
export function otherEngineNote(began: EngineInfo, now: EngineInfo): string | undefined {
  const { threads, ...was } = began.variants ?? {};
  const { threads: available, ...is } = now.variants ?? {};
  if (began.backend !== now.backend) return differenceNote(`on ${engineText(began)}`);
  if (sameValues(was, is)) {
    if (threads === undefined || threads === available) return undefined; // not in earlier versions
    return differenceNote(
      `with ${threads} threads, now there are ${available}`,
      `; MARGIN_THREADS=${threads} restores them`,
    );
  }
  if (engineText(began) === engineText(now)) {
    return differenceNote("with other variants of its ops");
  }
  return differenceNote(`on ${engineText(began)}`, "; unset MARGIN_OPS to keep its own ops");
}

function differenceNote(difference: string, remedy = ""): string {
  return `note: the run started ${difference}: from here on its numbers differ in rounding${remedy}`;
}

function sameValues(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys({ ...a, ...b });
  return names.every((name) => a[name] === b[name]);
}
