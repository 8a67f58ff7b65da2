/** Images → a table of their embeddings. */
import { basename, dirname, join } from "node:path";
import { InputError } from "../../errors.ts";
import type { EmbeddingTable } from "../../export/mod.ts";
import type { OpenedRun } from "../../inference/mod.ts";
import { joined } from "../../inference/joined.ts";
import { topClasses } from "../../inference/top_classes.ts";
import { embed } from "../../training/mod.ts";
import type { Images } from "../../types.ts";
import type { Faults } from "../use/faults.ts";
import { imageChunks } from "../use/images.ts";
import { ClassNumbers } from "./class_numbers.ts";
import type { Source } from "./sources.ts";

/** Some rows. */
interface Rows {
  embeddings: Float32Array;
  labels: Int32Array;
  predicted: Int32Array;
  probabilities: Float32Array;
  files: string[];
  parts: string[];
}

/**
 * Embed all images, in their order: data sets in chunks, files too, so that only the embeddings are
 * held in memory.
 *
 * @param options.faults Told of each file that cannot be used; it is left out.
 * @throws {InputError} No image is left.
 */
export async function tableOf(
  run: OpenedRun,
  sources: Source[],
  { faults }: { faults: Faults },
): Promise<EmbeddingTable> {
  const classes = new ClassNumbers(run.classNames), found: Rows[] = [];
  for (const source of sources) {
    for await (const rows of rowsOf(run, source, { classes, faults })) found.push(rows);
  }
  if (found.length === 0) throw new InputError("no image is left to embed; give others");
  const { parts, ...rows } = joinedTables(found);
  return {
    ...{ ...rows, embeddingSize: run.embeddingSize },
    ...(parts.some((part) => part !== "") ? { parts } : {}),
    classNames: classes.names,
    metadata: { model: run.checksum, run: nameOf(run) },
  };
}

/** A run by its folder's name; another checkpoint than the usual one by both. */
function nameOf({ checkpoint }: OpenedRun): string {
  const folder = basename(dirname(checkpoint)), file = basename(checkpoint);
  return file === "checkpoint.safetensors" ? folder : join(folder, file);
}

interface Where {
  classes: ClassNumbers;
  faults: Faults;
}

async function* rowsOf(
  run: OpenedRun,
  source: Source,
  { classes, faults }: Where,
): AsyncGenerator<Rows> {
  const { part } = source;
  if ("set" in source) {
    const { set, nameOf } = source;
    for (const label of [...new Set(set.labels)].sort((a, b) => a - b)) classes.of(nameOf(label)); // in the set's order
    const labels = set.labels.map((label) => classes.of(nameOf(label)));
    return yield await rowsFrom(run, set, { labels, files: set.names, part });
  }
  const files = source.files.map((file) => ({ ...file, source: file.path }));
  for await (const { images, used } of imageChunks(run, files, faults)) {
    const labels = Int32Array.from(used, ({ className }) => classes.of(className));
    yield await rowsFrom(run, images, { labels, files: used.map(({ shown }) => shown), part });
  }
}

async function rowsFrom(
  { model }: OpenedRun,
  { labels: _, ...images }: Images & { labels?: unknown },
  { labels, files, part }: { labels: Int32Array; files?: readonly string[]; part?: string },
): Promise<Rows> {
  const { embeddings, embeddingSize: size, predicted } = await embed(model, images as Images);
  const { probabilities } = await topClasses(model.head, embeddings, { size });
  const each = <T>(value: T) => new Array<T>(images.length).fill(value);
  return {
    ...{ embeddings, labels, predicted, probabilities, parts: each(part ?? "") },
    files: files ? [...files] : each(""),
  };
}

function joinedTables(found: Rows[]): Rows {
  if (found.length === 1) return found[0];
  return {
    embeddings: joined(Float32Array, found.map(({ embeddings }) => embeddings)),
    labels: joined(Int32Array, found.map(({ labels }) => labels)),
    predicted: joined(Int32Array, found.map(({ predicted }) => predicted)),
    probabilities: joined(Float32Array, found.map(({ probabilities }) => probabilities)),
    files: found.flatMap(({ files }) => files),
    parts: found.flatMap(({ parts }) => parts),
  };
}
