import { randomNormal, seededRandom } from "../../lib/random.ts";
import type { Embeddings, EpochRecord } from "../../lib/types.ts";

/** What made embeddings look like. */
export interface FakeOptions {
  count: number;
  embeddingSize?: number;
  classes?: number;
  /** Width of a class across its direction, radians. */
  spread?: number;
  /** Length of embeddings, and its scatter as a share. */
  norm?: number;
  normScatter?: number;
  /** Uneven directions and lengths, as softmax has them. */
  uneven?: boolean;
  prototypes?: boolean;
  seed?: number;
}

/**
 * Classes on rays from the origin, as heads make them: `uneven` like softmax, else like ArcFace.
 */
export function fakeEmbeddings(options: FakeOptions): Embeddings {
  const {
    count,
    embeddingSize: D = 2,
    classes = 10,
    spread = 0.06,
    norm = 40,
    normScatter = 0.25,
  } = options;
  const random = seededRandom(options.seed ?? 1);
  const directions = Array.from({ length: classes }, (_, c) => {
    const angle = 2 * Math.PI * (classes % 3 ? c * 3 % classes : c) / classes + 0.2 +
      (options.uneven ? 0.25 * randomNormal(random) : 0);
    return Array.from(
      { length: D },
      (_, d) => d === 0 ? Math.cos(angle) : d === 1 ? Math.sin(angle) : 0.8 * randomNormal(random),
    );
  });
  const lengths = directions.map(() => norm * (options.uneven ? 0.4 + random() : 1));
  const embeddings = new Float32Array(count * D), labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const c = labels[i] = i % classes;
    const stray = random() < 0.02 ? 6 : 1;
    const length = lengths[c] * Math.max(0.05, 1 + normScatter * randomNormal(random)) *
      (stray > 1 ? 0.6 : 1);
    for (let d = 0; d < D; d++) {
      embeddings[i * D + d] = length * (directions[c][d] + spread * stray * randomNormal(random));
    }
  }
  return {
    embeddings,
    embeddingSize: D,
    labels,
    predicted: labels.slice(),
    classes,
    prototypes: options.prototypes ? Float32Array.from(directions.flat()) : undefined,
  };
}

/** A run whose losses fall and whose accuracy grows. */
export function fakeRecords(
  epochs: number,
  options: { scale?: number; best?: number } = {},
): EpochRecord[] {
  const { scale = 1, best = 0.985 } = options;
  return Array.from({ length: epochs }, (_, k) => ({
    epoch: k + 1,
    trainLoss: scale * (0.08 + 1.4 * Math.exp(-1.1 * k)),
    testLoss: 0.06 + 0.5 * Math.exp(-0.9 * k),
    testAccuracy: best - 0.12 * Math.exp(-1.2 * k),
    intraClassAngle: 4,
    nearestClassAngle: 33,
    seconds: 25,
    imagesPerSecond: 2400,
    learningRate: 2e-3,
    summary: `epoch ${k + 1}`,
  }));
}
