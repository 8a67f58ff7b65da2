/**
 * What keeps a file from being written, found before anything is computed; nothing is left there, and
 * a file that is there is as it was.
 *
 * @returns The system's error; undefined where the file can be written.
 */
export function writeFault(path: string): unknown {
  const probe = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`; // as files are written: beside it
  try {
    Deno.openSync(probe, { write: true, createNew: true }).close();
    Deno.removeSync(probe);
  } catch (error) {
    return error;
  }
}
