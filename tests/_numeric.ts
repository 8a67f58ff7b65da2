/** Central differences in double precision: the oracle that gradients are checked against. */
export function numericGradient(f: (x: number[]) => number, x: number[], step = 1e-5): number[] {
  return x.map((value, i) => {
    const at = (shift: number) => f(x.map((other, j) => j === i ? value + shift : other));
    return (at(step) - at(-step)) / (2 * step);
  });
}

/** Softmax cross-entropy of one row in double precision. */
export function scalarCrossEntropy(logits: number[], label: number): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0)) -
    logits[label];
}

/** Angle between two plane vectors, radians, 0 … π. */
export function planeAngle([a, b]: number[], [c, d]: number[]): number {
  return Math.abs(Math.atan2(a * d - b * c, a * c + b * d));
}
