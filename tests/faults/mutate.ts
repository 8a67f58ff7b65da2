/** Damage to bytes and to JSON, drawn by a seed. */
import type { Random } from "../../lib/random.ts";

const below = (random: Random, count: number) => Math.floor(random() * count);
const oneOf = <T>(random: Random, values: readonly T[]): T => values[below(random, values.length)];

const byteDamage: ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << below(random, 8))),
  (bytes, random) => changed(bytes, random, () => below(random, 256)),
  (bytes, random) => bytes.slice(0, below(random, bytes.length + 1)),
  (bytes, random) => bytes.slice(below(random, Math.min(64, bytes.length))),
  (bytes, random) =>
    joined(bytes, new Uint8Array(1 + below(random, 5000)).fill(below(random, 256))),
  (bytes, random) => {
    const at = below(random, bytes.length), length = below(random, 40);
    return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length)));
  },
];

/** Bytes with one to three faults, mostly near their start, where headers are. */
export function damagedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged = bytes;
  for (let left = 1 + below(random, 3); left > 0 && damaged.length > 0; left--) {
    damaged = oneOf(random, byteDamage)(damaged, random);
  }
  return damaged;
}

function changed(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice(), range = random() < 0.7 ? Math.min(200, copy.length) : copy.length;
  const at = below(random, range);
  copy[at] = change(copy[at]);
  return copy;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const strangeValues: unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, -5, 2 ** 53, "", "x", "\u001b[31m", "../..", [], {}, [[]]],
  "http://127.0.0.1:9/x",
];

/** JSON with one to three values or names replaced, removed or nested. */
export function damagedJson(value: unknown, random: Random): unknown {
  const copy = structuredClone(value);
  for (let left = 1 + below(random, 3); left > 0; left--) damageOne(copy, random);
  return copy;
}

function damageOne(root: unknown, random: Random): void {
  const places: { owner: Record<string, unknown>; key: string }[] = [];
  const collect = (value: unknown, depth: number) => {
    if (typeof value !== "object" || value === null || depth > 12) return;
    for (const key of Object.keys(value).slice(0, 60)) {
      places.push({ owner: value as Record<string, unknown>, key });
      collect((value as Record<string, unknown>)[key], depth + 1);
    }
  };
  collect(root, 0);
  if (places.length === 0) return;
  const { owner, key } = oneOf(random, places);
  const kind = random();
  if (kind < 0.2) delete owner[key];
  else if (kind < 0.3) {
    owner[oneOf(random, ["__proto__", "weightsManifest", `${key}2`, ""])] = owner[key];
  } else if (kind < 0.35) owner[key] = nested(owner[key], 200);
  else owner[key] = oneOf(random, strangeValues);
}

function nested(value: unknown, depth: number): unknown {
  let result = value;
  for (let i = 0; i < depth; i++) result = { config: result };
  return result;
}
