/** `loadArrays()` of NumPy's files that are damaged, or that it does not read. */
import { assert, assertEquals } from "@std/assert";
import { array, assertRefused, keras, npy, npz, refusesImages, upTo } from "./_npy_files.ts";

Deno.test("loadArrays() refuses arrays that are not read, each by its name", async () => {
  const odd: [descr: string, words: string][] = [
    [
      "'|O'",
      "is an array of Python objects (pickled), which may run code; save it as plain numbers",
    ],
    ["'<f2'", "is an array of floats other than 32 and 64 bits"],
    ["'<c8'", "is an array of complex numbers"],
    ["'<M8[s]'", "is an array of dates"],
    ["'<m8[s]'", "is an array of times"],
    ["'|S2'", "is an array of text"],
    ["[('a', '<f4'), ('b', '<f4')]", "is an array of records"],
    ["'<x9'", 'is an array of the unknown type "x9"'],
  ];
  for (const [descr, words] of odd) {
    await refusesImages(npy(descr, [2, 1, 2], new Uint8Array(8)), [`a.npz: images: ${words}`]);
  }
  const fortran = array("|u1", [2, 1, 2], upTo(4), { fortran: true });
  await refusesImages(fortran, [
    "images: is an array in Fortran's order; save it as plain numbers (numpy",
  ]);
  const labels = npy("'|O'", [2], new Uint8Array(16)), images = array("|u1", [2, 1, 2], upTo(4));
  await assertRefused({ "a.npz": npz({ images, labels }) }, "a.npz", [
    "a.npz: labels: is an array of Python objects",
  ]);
});

Deno.test("loadArrays() refuses an array of another size than its header says", async () => {
  for (const [length, fault] of [[3, "cut short"], [5, "too long"]] as const) {
    const images = npy("'|u1'", [2, 1, 2], new Uint8Array(length));
    await refusesImages(images, [
      `a.npz: images: ${fault}: its shape 2×1×2 needs 132 bytes with the header, it has ${
        128 + length
      }`,
    ]);
  }
  const broken = npy("'|u1'", [2, 1, 2], new Uint8Array(4));
  broken[11] = 0; // in the header's text
  await refusesImages(broken, ["images: its header is damaged; get the file again"]);
  await refusesImages(broken.slice(0, 30), ["images: cut short inside its header"]);
  await refusesImages(broken.slice(0, 9), ["images: cut short inside its header"]);
  await refusesImages(new TextEncoder().encode("<html>"), ["images: is a web page"]);
});

Deno.test("loadArrays() unpacks no more than the archive's table says", async () => {
  const images = array("|u1", [2, 1, 2], upTo(4)), bomb = new Uint8Array(64 << 20);
  bomb.set(images);
  const file = npz({ images: bomb, labels: array("|u1", [2], [0, 1]) }, 6);
  const size = new Uint8Array(new Uint32Array([bomb.length]).buffer);
  const at = indexOf(file, [0x50, 0x4b, 0x01, 0x02]) + 24; // its size, in the table
  assertEquals(file.slice(at, at + 4), size);
  const before = Deno.memoryUsage().rss;
  await assertRefused({ "a.npz": file }, "a.npz", ["images: too long: its shape 2×1×2 needs 132"]);
  file.set(new Uint8Array(new Uint32Array([images.length]).buffer), at);
  await assertRefused({ "a.npz": file }, "a.npz", [
    "a.npz: images.npy: the archive is damaged (an entry holds more than the table says); get the",
  ]);
  assert(Deno.memoryUsage().rss - before < 50e6, "it was unpacked");
});

Deno.test("loadArrays() notices one flipped bit, and where an archive is cut short", async () => {
  for (const level of [0, 6] as const) {
    const file = npz(keras(), level), flipped = file.slice();
    flipped[file.length >> 3] ^= 1; // among the packed bytes of x_test
    await assertRefused({ "a.npz": flipped }, "a.npz", ["the file again"]);
    for (const length of [3, 100, file.length - 1]) {
      await assertRefused({ "a.npz": file.slice(0, length) }, "a.npz", ["a.npz: "]);
    }
  }
  const file = npz(keras()), pixel = indexOf(file, [6, 5, 4, 3, 2, 1]);
  file[pixel] ^= 1;
  await assertRefused({ "a.npz": file }, "a.npz", [
    "x_test.npy: the archive is damaged (an entry's checksum",
  ]);
  await assertRefused({ "a.npz": npz(keras()).slice(0, -1) }, "a.npz", [
    "cut short (its end is missing)",
  ]);
  const table = npz(keras()), record = indexOf(table, [0x50, 0x4b, 0x01, 0x02]);
  table[record] = 0;
  await assertRefused({ "a.npz": table }, "a.npz", [
    "the archive is damaged (its table is broken)",
  ]);
});

Deno.test("loadArrays() refuses entries that are encrypted, vast, or packed in other ways", async () => {
  const changes: [field: number, bytes: number[], words: string][] = [
    [8, [1, 0], "is encrypted, and is not read; write it with numpy.savez"],
    [10, [14, 0], "is packed by method 14"],
    [24, [255, 255, 255, 255], "is larger than 4 GB"],
    [42, [255, 255, 255, 127], "the archive is damaged"],
  ];
  for (const [field, bytes, words] of changes) {
    const file = npz(keras());
    file.set(bytes, indexOf(file, [0x50, 0x4b, 0x01, 0x02]) + field);
    await assertRefused({ "a.npz": file }, "a.npz", [`a.npz: x_test.npy: ${words}`]);
  }
});

Deno.test("loadArrays() says what a file is that is no .npz", async () => {
  const text = (text: string) => new TextEncoder().encode(text);
  await assertRefused({ "a.npz": text("<html>") }, "a.npz", ["a.npz: is a web page"]);
  await assertRefused({ "a.npz": text("PK of no archive") }, "a.npz", ["is cut short"]);
  await assertRefused({ "a.npz": Uint8Array.of(1, 2, 3, 4) }, "a.npz", ["is no zip archive"]);
  await assertRefused({ "a.npz": new Uint8Array() }, "a.npz", ["a.npz: is empty"]);
  const mangled = Uint8Array.from([...npz(keras(), 6), 10, 10, 10, 10, 10]
    .flatMap((byte) => byte === 10 ? [13, 10] : [byte]));
  await assertRefused({ "a.npz": mangled }, "a.npz", ["line ends were changed"]);
});

function indexOf(bytes: Uint8Array, wanted: number[]): number {
  return bytes.findIndex((_, i) => wanted.every((byte, k) => bytes[i + k] === byte));
}
