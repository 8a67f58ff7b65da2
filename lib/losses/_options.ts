/** Refuse a number outside [least, most]. */
export function checkRange(loss: string, name: string, value: number, [least, most]: [number, number]): void {
  if (value >= least && value <= most && Number.isFinite(value)) return;
  const range = most === Infinity ? `${least} or more` : `between ${least} and ${most}`;
  throw new RangeError(`${loss}: ${name} is ${value}, it must be ${range}`);
}

/** Refuse sizes that hold no class or no number. */
export function checkSizes(loss: string, sizes: { classes: number; embeddingSize: number }): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`${loss}: ${name} is ${value}, it must be a whole number of at least 1`);
  }
}
