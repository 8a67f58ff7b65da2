/** An angle in words: `12.3°`; beside a threshold that would read the same, `12.34°`. */
export function angleText(degrees: number, threshold: number): string {
  const short = degrees.toFixed(1);
  return `${short === threshold.toFixed(1) ? degrees.toFixed(2) : short}°`;
}
