import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { plotBars, saveFigure } from "../../lib/plot/mod.ts";

const figure = plotBars({ a: [1, 2] });

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("saveFigure() writes SVG or PNG by the path's ending, over an older file, and leaves nothing else", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.svg`, "older");
    await saveFigure(figure, `${folder}/a.svg`);
    await saveFigure(figure, `${folder}/b.PNG`);
    assertEquals(await Deno.readTextFile(`${folder}/a.svg`), figure.svg);
    assertEquals(
      [...(await Deno.readFile(`${folder}/b.PNG`)).subarray(1, 4)],
      [..."PNG"].map((c) => c.charCodeAt(0)),
    );
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort(), [
      "a.svg",
      "b.PNG",
    ]);
  }));

Deno.test("saveFigure() refuses another ending and names the path", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.jpg`;
    const error = await assertRejects(() => saveFigure(figure, path), InputError, ".svg or .png");
    assertStringIncludes(error.message, path);
  }));

Deno.test("saveFigure() names the path whose folder is missing", () =>
  inFolder(async (folder) => {
    const path = `${folder}/none/a.svg`;
    const error = await assertRejects(
      () => saveFigure(figure, path),
      InputError,
      "make its folder first",
    );
    assertStringIncludes(error.message, path);
    assertEquals(error.message.includes("\n") || error.message.includes(".part"), false);
  }));

Deno.test("saveFigure() names a path that is a folder, and leaves nothing beside it", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a.svg`);
    await assertRejects(
      () => saveFigure(figure, `${folder}/a.svg`),
      InputError,
      `${folder}/a.svg: the figure cannot`,
    );
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
  }));
