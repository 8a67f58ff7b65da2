/** The table of strangers. */
import { SETS, type StrangerRow, type Trial, TRIALS } from "./rows.ts";

const heads: Record<Trial["head"], string> = { softmax: "softmax", arcface: "ArcFace" };

const names: Record<Trial["set"], { who: string; others: string }> = {
  digits: { who: "8 and 9, to a model of 0 to 7", others: "0 to 7" },
  characters: {
    who: "400 characters, to a model of 1,800 others",
    others: "400 further characters",
  },
};

const columns = [
  ...["head", "trainings", "enrolled", "images of each", "nobody enrolled"],
  ...["rank 1, %", "DIR at FAR 1e-2, %"],
];

/** A row each: mean over seeds and draws, lowest and highest in parentheses. */
export function strangersTable(rows: readonly StrangerRow[]): string {
  const lines = TRIALS.map((trial) => lineOf(trial, rows));
  const table = [columns, columns.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`);
  return `${table.join("\n")}\n\nMean over the trainings, with ${SETS.digits.draws} (digits) and ` +
    `${SETS.characters.draws} (characters) draws of the enrolled images each; lowest and highest in parentheses.`;
}

function lineOf({ set, head, seeds }: typeof TRIALS[number], rows: readonly StrangerRow[]) {
  const draws = rows.filter((row) => row.set === set && row.head === head)
    .flatMap((row) => row.draws);
  const { who, others } = names[set];
  return [
    ...[heads[head], String(seeds.length), who, String(SETS[set].enrolled), others],
    spread(draws.map(({ rankOne }) => rankOne)),
    spread(draws.map(({ detected }) => detected)),
  ];
}

function spread(shares: number[]): string {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const [text, low, high] = [mean, Math.min(...shares), Math.max(...shares)]
    .map((share) => (100 * share).toFixed(1));
  return `${text} (${low}–${high})`;
}
