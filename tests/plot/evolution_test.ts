import { assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { squareDomain } from "../../lib/plot/_domain.ts";
import { InputError } from "../../lib/errors.ts";
import { encodeEvolution, type EvolutionFrame, projectToPlane } from "../../lib/plot/mod.ts";
import { fakeEmbeddings } from "./_fake_data.ts";

/** What a GIF's blocks say (GIF89a specification, §18–25). */
interface Gif {
  width: number;
  height: number;
  frames: { width: number; height: number; delay: number }[];
  repeats: boolean;
}

function parseGif(bytes: Uint8Array): Gif {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  assertEquals(new TextDecoder().decode(bytes.subarray(0, 6)), "GIF89a");
  const colors = (flags: number) => flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  const gif: Gif = {
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    frames: [],
    repeats: false,
  };
  let at = 13 + colors(bytes[10]), delay = 0;
  const skipBlocks = () => {
    while (bytes[at] > 0) at += bytes[at] + 1;
    at++;
  };
  while (bytes[at] !== 0x3b) {
    if (bytes[at] === 0x21) {
      if (bytes[at + 1] === 0xf9) delay = view.getUint16(at + 4, true);
      gif.repeats ||= bytes[at + 1] === 0xff;
      at += 2;
    } else {
      gif.frames.push({
        width: view.getUint16(at + 5, true),
        height: view.getUint16(at + 7, true),
        delay,
      });
      at += 10 + colors(bytes[at + 9]) + 1;
    }
    skipBlocks();
  }
  return gif;
}

function film(length: number, embeddingSize = 2): EvolutionFrame[] {
  return Array.from({ length }, (_, k) => ({
    title: `epoch ${k + 1} · ${"long ".repeat(30 * k)}`,
    embeddings: fakeEmbeddings({
      count: 60,
      embeddingSize,
      norm: 5 + 5 * k,
      seed: k + 1,
      prototypes: true,
    }),
  }));
}

Deno.test("encodeEvolution() makes frames of one size, the last one held longer, repeated for ever", () => {
  const { width, height, frames, repeats } = parseGif(
    encodeEvolution(film(3), { width: 240, delay: 100 }),
  );
  assertEquals(width, 240);
  assertEquals(frames, [10, 10, 200].map((delay) => ({ width, height, delay })));
  assertEquals(repeats, true);
});

Deno.test("encodeEvolution() draws more and fewer dimensions, and a single frame", () => {
  assertEquals(
    parseGif(encodeEvolution(film(2, 6), { width: 200, title: "D = 6" })).frames.length,
    2,
  );
  assertEquals(parseGif(encodeEvolution(film(2, 1), { width: 200 })).frames.length, 2);
  assertEquals(parseGif(encodeEvolution(film(1), { width: 200 })).frames.length, 1);
});

Deno.test("encodeEvolution() is deterministic", () => {
  assertEquals(encodeEvolution(film(2), { width: 200 }), encodeEvolution(film(2), { width: 200 }));
});

Deno.test("squareDomain() holds all projections, and few strays do not widen it", () => {
  const near = projectToPlane(fakeEmbeddings({ count: 1000, norm: 10 }));
  const far = projectToPlane(fakeEmbeddings({ count: 1000, norm: 40 }));
  const side = ({ x, y }: { x: number[]; y: number[] }) => {
    assertEquals(Math.abs((x[1] - x[0]) - (y[1] - y[0])) < 1e-9, true);
    return x[1] - x[0];
  };
  const alone = side(squareDomain([near], { share: 1, room: 0 })),
    both = side(squareDomain([near, far], { share: 1, room: 0 }));
  assertGreater(both, 2 * alone);
  near.points.set([1e6, -1e6]);
  assertLess(side(squareDomain([near], { share: 0.995, room: 0 })), 1.1 * alone);
  assertGreater(side(squareDomain([near], { share: 1, room: 0 })), 1e6);
});

Deno.test("encodeEvolution() names the frame that cannot be drawn", () => {
  assertThrows(() => encodeEvolution([]), InputError, "frames: empty");
  assertThrows(
    () => encodeEvolution([...film(1, 3), ...film(1)]),
    InputError,
    "frame 0 has embeddings of size 3",
  );
  const broken = film(2);
  broken[0].embeddings.embeddings[4] = NaN;
  assertThrows(
    () => encodeEvolution(broken),
    InputError,
    "frame 0: embeddings: 1 of 120 values is not finite",
  );
  assertThrows(() => encodeEvolution(film(1), { delay: 0 }), InputError, "delay: is 0");
});
