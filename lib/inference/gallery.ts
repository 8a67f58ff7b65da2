/** People, characters, things that a model was never trained on, known by their embeddings. */
import { InputError } from "../errors.ts";
import { checkRows, cosineOf, degreesOf, meanOf, unitRows } from "./_angles.ts";
import { readGallery, writeGallery } from "./_gallery_file.ts";
import { nearestRows } from "./_nearest_rows.ts";
import { checkName } from "./gallery_name.ts";
import { joined } from "./joined.ts";

/** Who an embedding is. */
export interface Identity {
  /** The nearest name, known or not. */
  name: string;
  /** To that name's mean embedding, degrees. */
  angle: number;
  /** Whether it lies within the threshold; false: "none of these". */
  known: boolean;
}

/** Whose embeddings a gallery holds. */
export interface GalleryModel {
  /** Of the model, as `openRun` gives it: its embeddings mean nothing to another one. */
  checksum: string;
  /** D. */
  embeddingSize: number;
}

/** What a name stands for. */
interface Entry {
  /** `[N, D]`, row by row. */
  embeddings: Float32Array;
  /** Their mean direction, a unit vector `[D]`. */
  mean: Float32Array;
}

/**
 * Names and their embeddings. Nothing is trained when a name is added or removed.
 *
 * A name stands for the normalised mean of its embeddings' directions; an embedding is compared with
 * all names, exactly, by one matrix product.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const gallery = new Gallery({ checksum: "0123456789abcdef", embeddingSize: 2 });
 * gallery.enrol("Ada", Float32Array.of(1, 0, 0.9, 0.1));
 * gallery.enrol("Grace", Float32Array.of(0, 1));
 * const [someone, nobody] = await gallery.identify(Float32Array.of(2, 0.1, -1, -1), { threshold: 30 });
 * assertEquals([someone.name, someone.known, nobody.known], ["Ada", true, false]);
 * ```
 */
export class Gallery {
  /** Whose embeddings these are. */
  readonly model: GalleryModel;
  readonly #entries = new Map<string, Entry>();
  /** All means, `[names, D]`, until a name is added or removed. */
  #means?: Float32Array;

  /** An empty gallery. */
  constructor({ checksum, embeddingSize }: GalleryModel) {
    this.model = { checksum, embeddingSize };
  }

  /**
   * Read a gallery.
   *
   * @param path What {@linkcode Gallery.save} wrote.
   * @param model Of whom the embeddings must be.
   * @throws {InputError} The file is missing or damaged, or of another model.
   */
  static open(path: string, model: GalleryModel): Gallery {
    const gallery = new Gallery(model), { embeddingSize: size } = model;
    const { embeddings, means } = readGallery(path, gallery.model);
    for (const [name, own] of embeddings) {
      const row = gallery.#entries.size;
      const mean = means.subarray(row * size, (row + 1) * size);
      gallery.#entries.set(name, { embeddings: own, mean });
    }
    gallery.#means = means;
    return gallery;
  }

  /** Names, in the order in which they came. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** How many embeddings a name has; 0 for one that is not in the gallery. */
  count(name: string): number {
    return (this.#entries.get(name)?.embeddings.length ?? 0) / this.model.embeddingSize;
  }

  /**
   * Add embeddings to a name, which may be new.
   *
   * @param embeddings `[N, D]`, row by row.
   * @throws {InputError} A name that is empty, longer than 200 letters, or of several lines;
   * embeddings that are not finite, of length zero, or not of D.
   */
  enrol(name: string, embeddings: Float32Array): void {
    const { embeddingSize: size } = this.model;
    checkName(name);
    checkRows(embeddings, { size, where: name });
    const unit = unitRows(embeddings, size);
    for (let i = 0; i < unit.length; i += size) {
      if (unit.subarray(i, i + size).some((number) => number !== 0)) continue;
      throw new InputError(`${name}: embedding ${i / size} has length zero, so no direction`);
    }
    const before = this.#entries.get(name)?.embeddings ?? new Float32Array();
    const all = joined(Float32Array, [before, embeddings]);
    this.#entries.set(name, { embeddings: all, mean: meanOf(all, size) });
    this.#means = undefined;
  }

  /**
   * Take a name out.
   *
   * @throws {InputError} It is not in the gallery.
   */
  remove(name: string): void {
    if (!this.#entries.delete(name)) {
      throw new InputError(`${name}: is not in the gallery; there are ${listed(this.names)}`);
    }
    this.#means = undefined;
  }

  /**
   * Find the nearest name of each embedding.
   *
   * @param embeddings `[N, D]`, row by row.
   * @param options.threshold Largest angle at which a name is taken for known, degrees.
   * @throws {InputError} An empty gallery, or embeddings that are not finite or not of D.
   */
  async identify(
    embeddings: Float32Array,
    { threshold }: { threshold: number },
  ): Promise<Identity[]> {
    const { names, model: { embeddingSize: size } } = this;
    if (names.length === 0) throw new InputError("the gallery is empty; enrol somebody first");
    const count = checkRows(embeddings, { size, where: "identify" });
    const x = unitRows(embeddings, size), means = this.#joinedMeans();
    const nearest = await nearestRows([x, count], [means, names.length], size);
    return Array.from(nearest, (row, i) => {
      const mean = unitRows(means.subarray(row * size, (row + 1) * size), size); // of float64 now
      const angle = degreesOf(cosineOf([x, i], [mean, 0], size));
      return { name: names[row], angle, known: angle <= threshold };
    });
  }

  /** The mean direction of each name, unit vectors, `[names, D]`. */
  means(): Float32Array {
    return this.#joinedMeans().slice();
  }

  /** Kept: of many names, joining them takes longer than comparing an embedding with them. */
  #joinedMeans(): Float32Array {
    this.#means ??= joined(Float32Array, Array.from(this.#entries.values(), ({ mean }) => mean));
    return this.#means;
  }

  /**
   * Write the gallery into one safetensors file, beside and renamed: means, single embeddings,
   * names, and the model's checksum. Through a symbolic link, the file that it leads to is written.
   *
   * What is there is replaced, also by names that another program saved since this gallery was
   * opened: let one program at a time open, change and save. `deno task enrol` takes a lock for that.
   *
   * @throws {InputError} It cannot be written.
   */
  save(path: string): void {
    const embeddings = new Map(
      Array.from(this.#entries, ([name, { embeddings }]) => [name, embeddings]),
    );
    writeGallery(path, { model: this.model, embeddings, means: this.#joinedMeans() });
  }
}

function listed(names: string[]): string {
  if (names.length === 0) return "no names in it";
  return names.slice(0, 10).join(", ") + (names.length > 10 ? " …" : "");
}
