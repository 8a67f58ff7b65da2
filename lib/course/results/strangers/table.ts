/** The table of strangers. */
import { DRAWS, ENROLLED, KINDS, SEEDS, type StrangerRow } from "./rows.ts";

const digits = { who: "8 and 9, to a model of 0 to 7", others: "0 to 7" };

const names: Record<StrangerRow["what"], { head: string; who: string; others: string }> = {
  softmax: { head: "softmax", ...digits },
  digits: { head: "ArcFace", ...digits },
  characters: {
    head: "ArcFace",
    who: "400 characters, to a model of 1,800 others",
    others: "400 further characters",
  },
};

/** A row each: mean over seeds and draws, lowest and highest in parentheses. */
export function strangersTable(rows: readonly StrangerRow[]): string {
  const columns = [
    "head",
    "enrolled",
    "images of each",
    "nobody enrolled",
    "rank 1, %",
    "DIR at FAR 1e-2, %",
  ];
  const lines = KINDS.map((what) => {
    const draws = rows.filter((row) => row.what === what).flatMap((row) => row.draws);
    const { head, who, others } = names[what];
    return [
      ...[head, who, String(ENROLLED[what]), others],
      spread(draws.map(({ rankOne }) => rankOne)),
      spread(draws.map(({ detected }) => detected)),
    ];
  });
  const table = [columns, columns.map(() => "---"), ...lines].map((cells) =>
    `| ${cells.join(" | ")} |`
  );
  return `${
    table.join("\n")
  }\n\nMean over ${SEEDS.length} trainings with ${DRAWS.digits} (digits) and ` +
    `${DRAWS.characters} (characters) draws of the enrolled images each; lowest and highest in parentheses.`;
}

function spread(shares: number[]): string {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const [text, low, high] = [mean, Math.min(...shares), Math.max(...shares)]
    .map((share) => (100 * share).toFixed(1));
  return `${text} (${low}–${high})`;
}
