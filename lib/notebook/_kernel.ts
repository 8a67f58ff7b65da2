/** What the Deno kernel offers to a cell; reading it elsewhere throws. */
export interface Kernel {
  /** Send a message of the Jupyter protocol to the front end. */
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** The kernel's own display of a cell's last value. */
export interface Internals {
  broadcastResult(executionCount: number, result: unknown): Promise<void>;
}

/** The kernel, if this runs in one. */
export function findKernel(): Kernel | undefined {
  try {
    return (Deno as unknown as { jupyter: Kernel }).jupyter;
  } catch {
    return undefined;
  }
}

/** The undocumented part of the kernel; undefined if this Deno has none. */
export function findInternals(): Internals | undefined {
  const deno = Deno as unknown as Record<symbol | string, unknown>;
  const inner = deno[deno.internal as symbol] as { jupyter?: Internals } | undefined;
  return typeof inner?.jupyter?.broadcastResult === "function" ? inner.jupyter : undefined;
}
