/** What a command may still do once the engine is set up. */

/**
 * Give rights back for the rest of the process: nothing here starts programs, and most commands write
 * nothing.
 *
 * Deno cannot narrow a right that was given whole, only take it back; where a command writes a file
 * it keeps the right to write.
 */
export async function giveBackRights({ writes }: { writes: boolean }): Promise<void> {
  await Deno.permissions.revoke({ name: "run" });
  if (!writes) await Deno.permissions.revoke({ name: "write" });
}
