/** The drawings of {@linkcode drawOddDigits}, in a square of 100 by 100. */

/** A drawing. */
export interface OddDigit {
  /** What it is and how it was drawn; the file's name. */
  name: string;
  /** The digit; undefined for what is none. */
  digit?: number;
  /** SVG below a square of paper. */
  markup: string;
  /** Its colour. */
  paper?: string;
  /** Taken with a camera: degrees turned, light 0 … 1, noise of 255. */
  photo?: { angle?: number; light?: number; noise?: number };
}

const pen = (d: string, width: number, color = "#111") =>
  `<path d="${d}" stroke="${color}" stroke-width="${width}"/>`;
const type = (text: string, style: string) =>
  `<text x="50" y="76" text-anchor="middle" font-size="74" fill="#111" ${style}>${text}</text>`;

const ruled = [20, 40, 60, 80].map((y) => pen(`M0 ${y}H100`, 0.6, "#9db8e0")).join("");

/** Twenty of them. */
export const oddDigits: readonly OddDigit[] = [
  {
    name: "zero-slashed",
    digit: 0,
    markup: pen("M50 15C25 15 22 85 50 85C78 85 75 15 50 15ZM32 78L68 22", 9),
  },
  { name: "one-serif", digit: 1, markup: type("1", 'font-family="DejaVu Serif"') },
  {
    name: "two-looped",
    digit: 2,
    markup: pen(
      "M30 32C32 12 68 12 66 34C64 56 36 66 30 78C26 88 44 86 42 74C40 66 28 72 30 80C44 74 56 88 74 78",
      2.5,
    ),
  },
  {
    name: "three-brush",
    digit: 3,
    markup: pen("M30 20H68L46 44C74 44 74 84 46 84C36 84 28 78 26 72", 13),
  },
  { name: "four-open", digit: 4, markup: pen("M36 16L30 54H74M62 30V88", 8) },
  {
    name: "four-bold",
    digit: 4,
    markup: type("4", 'font-family="DejaVu Sans" font-weight="bold"'),
  },
  {
    name: "five-segments",
    digit: 5,
    markup: pen("M34 18H68M32 22V46M34 50H66M70 54V78M34 82H68", 8, "#a01818").replaceAll(
      "round",
      "butt",
    ),
    paper: "#1c1208",
  },
  {
    name: "six-ruled",
    digit: 6,
    markup: ruled +
      pen("M64 18C36 30 28 84 50 84C74 84 70 50 48 52C38 53 34 62 34 68", 3, "#1b2f8a"),
  },
  { name: "seven-crossed", digit: 7, markup: pen("M28 20H72L44 86M38 52H66", 8) },
  {
    name: "eight-chalk",
    digit: 8,
    markup: pen("M50 16A15 15 0 1 1 49.9 16ZM50 47A19 19 0 1 1 49.9 47Z", 6, "#f2f2ea"),
    paper: "#1d3b2f",
  },
  {
    name: "nine-ballpoint",
    digit: 9,
    markup: pen("M66 30C66 14 36 14 36 32C36 50 66 50 66 30V86", 2, "#1b2f8a"),
  },
  {
    name: "three-photo",
    digit: 3,
    markup: pen(
      "M34 24C48 10 72 22 62 38C58 46 50 47 46 48C66 46 74 66 62 78C52 88 36 84 32 74",
      5,
      "#22305e",
    ),
    photo: { angle: 11, noise: 40 },
  },
  {
    name: "five-dim-photo",
    digit: 5,
    markup: `<g transform="translate(38 6) scale(0.5)">${
      pen("M70 20H38L34 48C60 38 76 56 68 74C60 90 36 86 30 76", 8, "#3b2b22")
    }</g>`,
    photo: { angle: -7, light: 0.45, noise: 30 },
  },
  {
    name: "seven-hollow",
    digit: 7,
    markup: type("7", 'font-family="DejaVu Sans" font-weight="bold"').replace(
      'fill="#111"',
      'stroke="#111" stroke-width="2.5"',
    ),
  },
  {
    name: "two-red",
    digit: 2,
    markup: pen("M30 34C30 12 70 12 68 36C66 56 34 68 28 84H74", 9, "#d02020"),
    paper: "#ffe45c",
  },
  {
    name: "eight-dotted",
    digit: 8,
    markup: pen("M50 48C28 44 30 16 50 16C70 16 72 44 50 48C24 54 26 86 50 86C74 86 76 54 50 48", 7)
      .replace("/>", ' stroke-dasharray="0.1 11"/>'),
  },
  { name: "letter-r", markup: pen("M34 86V18C70 10 74 48 36 50L70 86", 7) },
  { name: "noise", markup: "", photo: { light: 0.7, noise: 240 } },
  { name: "blank", markup: "" },
  { name: "cat", markup: "cat" },
];

/** A cat's face. */
export const cat = [
  '<path d="M22 40L20 10L42 24Q50 22 58 24L80 10L78 40Q86 56 76 72Q62 88 50 88Q38 88 24 72Q14 56 22 40Z" fill="#8a8a8a" ' +
  'stroke="#222" stroke-width="2.5"/>',
  '<ellipse cx="37" cy="48" rx="6" ry="8" fill="#dfe36a"/><ellipse cx="63" cy="48" rx="6" ry="8" fill="#dfe36a"/>',
  '<ellipse cx="37" cy="48" rx="2" ry="7" fill="#111"/><ellipse cx="63" cy="48" rx="2" ry="7" fill="#111"/>',
  '<path d="M45 61H55L50 67Z" fill="#d58b90"/><path d="M50 67Q44 76 38 71M50 67Q56 76 62 71" stroke="#222" stroke-width="2"/>',
  '<path d="M6 58L32 62M6 70L32 67M94 58L68 62M94 70L68 67" stroke="#222" stroke-width="1.2"/>',
].join("");
