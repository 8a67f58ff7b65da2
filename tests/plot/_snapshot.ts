import { assertEquals, fail } from "@std/assert";

/**
 * Compare SVG text with `snapshots/<name>.svg`; UPDATE_SNAPSHOTS=1 writes it instead.
 *
 * Numbers are rounded to one decimal, since the last digits of sines and cosines differ between
 * machines.
 */
export async function assertSnapshot(name: string, svg: string): Promise<void> {
  const path = new URL(`./snapshots/${name}.svg`, import.meta.url);
  const actual = readable(svg);
  if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") return await Deno.writeTextFile(path, actual);
  const expected = await Deno.readTextFile(path).catch(() => undefined);
  if (expected === undefined) {
    fail(`snapshots/${name}.svg is missing: run with UPDATE_SNAPSHOTS=1 and look at it`);
  }
  assertEquals(
    actual.split("\n"),
    expected.split("\n"),
    `differs from snapshots/${name}.svg; UPDATE_SNAPSHOTS=1 accepts`,
  );
}

/**
 * Numbers rounded, one group a line; the formatter, which would lay out SVG files anew, is told to
 * leave it.
 */
function readable(svg: string): string {
  return `<!-- deno-fmt-ignore-file -->\n${svg}`
    .replace(
      /<[^>]+>/g,
      (tag) => tag.replace(/-?\d+\.\d{2,}/g, (digits) => `${+(+digits).toFixed(1)}`),
    )
    .replace(/>(?=<(\/?g|path)\b)/g, ">\n");
}
