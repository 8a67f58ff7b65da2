/** 1, 2 or 5 times a power of ten: the step that cuts `span` into about `count` parts. */
export function roundStep(span: number, count: number): number {
  const raw = span / count, power = 10 ** Math.floor(Math.log10(raw));
  const rest = raw / power;
  return power * (rest >= Math.sqrt(50) ? 10 : rest >= Math.sqrt(10) ? 5 : rest >= Math.sqrt(2) ? 2 : 1);
}

/** The multiples of `step` from low to high. */
export function multiplesOf(step: number, low: number, high: number): number[] {
  // Steps below 1 are not exact in binary; the slack keeps a multiple that lies on an end.
  const slack = 1e-9, first = Math.ceil(low / step - slack), last = Math.floor(high / step + slack);
  const decimals = decimalsOf(step);
  return Array.from({ length: last - first + 1 }, (_, k) => +((first + k) * step).toFixed(decimals));
}

/** Decimals that tell numbers a step apart. */
export function decimalsOf(step: number): number {
  return Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

/** A number as it stands at an axis: 1,000 or 0.05 or −2 or 5×10⁻⁷. */
export function numberText(value: number, decimals: number): string {
  if (value !== 0 && (decimals > 5 || Math.abs(value) >= 1e7)) return powerText(value);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return value.toLocaleString("en-US", digits).replace("-", "−");
}

/** A number as 10⁻⁴ or 5×10⁻⁷. */
export function powerText(value: number): string {
  const [mantissa, exponent] = (+value.toPrecision(3)).toExponential().split("e");
  const raised = [...exponent.replace("+", "")].map((sign) => sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[+sign]).join("");
  return mantissa === "1" ? `10${raised}` : `${mantissa.replace("-", "−")}×10${raised}`;
}

/** 1, 2 and 5 times the powers of ten from low to high, thinned where there are many and filled up where too few. */
export function logarithmicTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low)), last = Math.floor(Math.log10(high) + 1e-9);
  const powers = Array.from({ length: last - first + 1 }, (_, k) => 10 ** (first + k));
  const within = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const all = powers.flatMap((power) => [power, 2 * power, 5 * power]).filter(within);
  if (all.length < 2) return multiplesOf(roundStep(high - low, 4), low, high);
  if (all.length <= 9) return all;
  const tens = powers.filter(within), every = Math.ceil(tens.length / 8);
  return tens.filter((_, k) => k % every === 0);
}
