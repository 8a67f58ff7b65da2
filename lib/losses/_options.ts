/** Refuse a number outside [min, max]. */
export function checkRange(
  loss: string,
  name: string,
  value: number,
  [min, max]: [number, number],
): void {
  if (value >= min && value <= max && Number.isFinite(value)) return;
  const range = max === Infinity ? `${min} or more` : `between ${min} and ${max}`;
  throw new RangeError(`${loss}: ${name} is ${value}, it must be ${range}`);
}

/** Refuse anything but positive integers. */
export function checkSizes(loss: string, sizes: { classes: number; embeddingSize: number }): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`${loss}: ${name} is ${value}, it must be a whole number of at least 1`);
  }
}
