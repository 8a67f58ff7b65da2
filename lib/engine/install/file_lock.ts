/** A file that one process holds at a time; the system releases it with the process. */

/** A lock that is held. */
export interface FileLock {
  /** Let others have it. */
  release(): void;
}

/** Who holds a lock, as the holder wrote it. */
export interface Holder {
  /** Process id. */
  process: number;
  host: string;
  /** When it took the lock, ISO 8601. */
  since: string;
}

/** Open a lock's file, which is made if it is missing; its folder must exist. */
export function openLockFile(path: string): Promise<Deno.FsFile> {
  return Deno.open(path, { create: true, read: true, write: true });
}

/**
 * Take a lock, or say who has it.
 *
 * @param path The lock's file; it stays, empty, when the lock is released.
 * @returns The lock; or its holder, where that can be read.
 */
export async function takeLock(
  path: string,
): Promise<{ lock: FileLock } | { holder: Holder | undefined }> {
  const file = await openLockFile(path);
  if (!await file.tryLock(true)) {
    file.close();
    return { holder: await readHolder(path) };
  }
  const holder: Holder = {
    process: Deno.pid,
    host: Deno.hostname(),
    since: new Date().toISOString(),
  };
  await file.truncate(0);
  await file.write(new TextEncoder().encode(JSON.stringify(holder)));
  return { lock: { release: () => release(file) } };
}

function release(file: Deno.FsFile): void {
  file.truncateSync(0);
  file.close();
}

/** Unknown where the holder has not written yet, or the system lets nobody read (Windows). */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { process, host, since } = JSON.parse(await Deno.readTextFile(path));
    return typeof process === "number"
      ? { process, host: String(host), since: String(since) }
      : undefined;
  } catch {
    return undefined;
  }
}
