/** Pairs of two classes, and how alike each is, in few bytes: there are millions of them. */

/** Whole numbers from 0, as small as they fit. */
type Numbers = Uint16Array | Uint32Array;

/** Shorter stretches are sorted by insertion. */
const SHORT = 16;

/** Impostor pairs: 12 bytes each, up to 65,536 classes. */
export class Impostors {
  /** How many there are. */
  length = 0;
  /** Of each pair, `[P]` and room for more. */
  readonly cosines: Float64Array;
  /** The one class of each. */
  readonly a: Numbers;
  /** The other. */
  readonly b: Numbers;

  /**
   * @param most Pairs that there is room for.
   * @param classes Labels are below it.
   */
  constructor(most: number, classes: number) {
    const Fitting = classes <= 2 ** 16 ? Uint16Array : Uint32Array;
    this.cosines = new Float64Array(most);
    this.a = new Fitting(most);
    this.b = new Fitting(most);
  }

  /** Add a pair, while there is room. */
  add(cosine: number, a: number, b: number): void {
    this.cosines[this.length] = cosine;
    this.a[this.length] = a;
    this.b[this.length++] = b;
  }

  /** Bring them in descending order of their cosines, in place: quicksort. */
  sort(first = 0, last = this.length - 1): void {
    while (last - first >= SHORT) {
      const [i, j] = this.#parted(first, last);
      if (j - first < last - i) { // the shorter side in a call of its own: few calls are open at once
        this.sort(first, j);
        first = i;
      } else {
        this.sort(i, last);
        last = j;
      }
    }
    for (let k = first + 1; k <= last; k++) this.#sink(k, first);
  }

  /** Put what is nearer than a middle one first (Hoare): first … j, then i … last. */
  #parted(first: number, last: number): [i: number, j: number] {
    const { cosines } = this, pivot = cosines[(first + last) >> 1];
    let i = first, j = last;
    while (i <= j) {
      while (cosines[i] > pivot) i++;
      while (cosines[j] < pivot) j--;
      if (i <= j) this.#swap(i++, j--);
    }
    return [i, j];
  }

  #sink(k: number, first: number): void {
    const { cosines } = this;
    for (; k > first && cosines[k - 1] < cosines[k]; k--) this.#swap(k - 1, k);
  }

  #swap(i: number, j: number): void {
    for (const column of [this.cosines, this.a, this.b]) {
      const kept = column[i];
      column[i] = column[j];
      column[j] = kept;
    }
  }
}
