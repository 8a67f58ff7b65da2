/** Bytes of all files below a folder; links count as themselves, and what goes away meanwhile as nothing. */
export async function folderBytes(directory: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of Deno.readDir(directory)) {
      const path = `${directory}/${entry.name}`;
      bytes += entry.isDirectory ? await folderBytes(path) : await fileBytes(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}

async function fileBytes(path: string): Promise<number> {
  return await Deno.lstat(path).then(({ size }) => size, () => 0);
}
