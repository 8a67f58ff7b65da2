/** A lock whose file its holder may remove: to be waited for. */
import { openLockFile } from "./file_lock.ts";

/**
 * Wait until a lock's file is locked by this process. The system releases the lock of a killed one.
 *
 * @param path The lock's file.
 * @param options `open`: opens the file, which is made if it is missing; `onWait`: called once if it
 * takes longer than `patience` milliseconds.
 * @returns The file: closing it releases the lock; it may be removed before that.
 */
export async function waitForLock(
  path: string,
  { open = () => openLockFile(path), onWait, patience = 0 }: {
    open?: () => Promise<Deno.FsFile>;
    onWait: () => void;
    patience?: number;
  },
): Promise<Deno.FsFile> {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const file = await open();
      if (!await file.tryLock(true)) {
        waiting ??= setTimeout(onWait, patience);
        await file.lock(true);
      }
      if (await isStillThere(file, path)) return file;
      file.close(); // The holder removed it, and a lock on it keeps nobody out: start over.
    }
  } finally {
    clearTimeout(waiting);
  }
}

async function isStillThere(file: Deno.FsFile, path: string): Promise<boolean> {
  const mine = await file.stat();
  return await Deno.stat(path).then((there) => there.ino === mine.ino, () => false);
}
