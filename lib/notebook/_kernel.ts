/** What the Deno kernel offers to a cell; reading it anywhere else throws. */
export interface Kernel {
  /** Send a message of the Jupyter protocol to the front end. */
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** The kernel's own way of showing a cell's last value. */
export interface Internals {
  broadcastResult(executionCount: number, result: unknown): Promise<void>;
}

/** The kernel, where this runs in one. */
export function findKernel(): Kernel | undefined {
  try {
    return (Deno as unknown as { jupyter: Kernel }).jupyter;
  } catch {
    return undefined;
  }
}

/** The part of the kernel that no documentation names; undefined where this Deno has none. */
export function findInternals(): Internals | undefined {
  const deno = Deno as unknown as Record<symbol | string, unknown>;
  const inner = deno[deno.internal as symbol] as { jupyter?: Internals } | undefined;
  return typeof inner?.jupyter?.broadcastResult === "function" ? inner.jupyter : undefined;
}
