import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";

const folder = new URL("../../data/", import.meta.url);

Deno.test("data/README.md names the files that are there, with their sizes and checksums", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", folder));
  const rows = Array.from(
    readme.matchAll(/^\| ([\w-]+-ubyte) *\| ([\d,]+) *\| ([0-9a-f]{64}) *\|$/gm),
  );
  const named = rows.map(([, name, bytes, sum]) => ({
    name,
    bytes: Number(bytes.replaceAll(",", "")),
    sum,
  }));
  const found = Array.from(Deno.readDirSync(new URL("mnist/", folder)), (entry) => {
    const bytes = gunzipSync(Deno.readFileSync(new URL(`mnist/${entry.name}`, folder)));
    return {
      name: entry.name.replace(/\.gz$/, ""),
      bytes: bytes.length,
      sum: createHash("sha256").update(bytes).digest("hex"),
    };
  });
  const byName = (a: { name: string }, b: { name: string }) => a.name < b.name ? -1 : 1;
  assertEquals(found.length, 4);
  assertEquals(found.sort(byName), named.sort(byName));
});
