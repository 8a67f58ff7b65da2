/** A gallery that a command changes. */
import { dirname } from "node:path";
import { waitForLock } from "../../engine/install/mod.ts";
import { InputError } from "../../errors.ts";
import { followedLink } from "../../inference/followed_link.ts";
import { Gallery, type GalleryModel } from "../../inference/mod.ts";
import { removeIfPresentSync, systemReason } from "../../platform.ts";

/** Milliseconds after which waiting for another program is worth a line. */
const PATIENCE = 2000;

/**
 * A gallery; an empty one where there is no file yet.
 *
 * @throws {InputError} It cannot be read.
 */
export function openOrNew(path: string, model: GalleryModel): Gallery {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Gallery(model);
  }
  return Gallery.open(path, model); // which says what else is wrong with it
}

/**
 * Read a gallery, change it, and write it, while no other command does: else the names of the first
 * of two would be gone.
 *
 * The lock is a file beside the gallery, which is taken away afterwards; one that a killed command
 * left is locked by nobody.
 *
 * @param path The gallery, or a link to it.
 * @param options.open Reads it.
 * @returns The gallery as it was written.
 * @throws {InputError} It cannot be read, changed or written.
 */
export async function changeGallery(
  path: string,
  { open, change }: { open: () => Gallery; change: (gallery: Gallery) => void },
): Promise<Gallery> {
  const lock = `${followedLink(path)}.lock`, file = await locked(lock, path);
  try {
    const gallery = open();
    change(gallery);
    gallery.save(path);
    return gallery;
  } finally {
    removeIfPresentSync(lock);
    file.close();
  }
}

async function locked(lock: string, path: string): Promise<Deno.FsFile> {
  const onWait = () => console.error(`${path}: another program changes it; waiting for it`);
  try {
    return await waitForLock(lock, { onWait, patience: PATIENCE });
  } catch (error) {
    const remedy = error instanceof Deno.errors.NotFound
      ? `make the folder ${dirname(lock)} first`
      : "give a folder that you may write to";
    throw new InputError(`${path}: cannot be written (${systemReason(error)}); ${remedy}`);
  }
}
