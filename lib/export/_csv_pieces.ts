/** Embeddings as comma-separated values: RFC 4180, with a header. */
import { columnsOf, type EmbeddingTable } from "./embedding_table.ts";

/** Of d3: a cell with a comma, a quote or a line break is put in quotes. */
interface D3 {
  csvFormatRows(rows: string[][]): string;
}

/** Numbers written at a time. */
const PIECE = 200_000;

/**
 * The file, a piece at a time: a header, then a line for each embedding. Each number is as short as
 * a float32 can be told by; what is unknown is an empty cell.
 *
 * @param rows N.
 */
export async function csvPieces(
  table: EmbeddingTable,
  rows: number,
): Promise<Iterable<Uint8Array>> {
  const { csvFormatRows } = await import("npm:d3@7.9.2") as unknown as D3;
  return pieces(table, rows, csvFormatRows);
}

function* pieces(
  table: EmbeddingTable,
  rows: number,
  csvFormatRows: D3["csvFormatRows"],
): Generator<Uint8Array> {
  const { embeddings, embeddingSize: size } = table, columns = columnsOf(table);
  const bytesOf = (lines: string[][]) => new TextEncoder().encode(csvFormatRows(lines) + "\n");
  const numbers = Array.from({ length: size }, (_, d) => `embedding_${d}`);
  yield bytesOf([[...columns.map(({ name }) => name), ...numbers]]);
  const most = Math.ceil(PIECE / size);
  for (let from = 0; from < rows; from += most) {
    const lines = Array.from({ length: Math.min(most, rows - from) }, (_, i) => {
      const row = from + i, own = embeddings.subarray(row * size, (row + 1) * size);
      return [...columns.map(({ at }) => cellOf(at(row))), ...Array.from(own, shortest)];
    });
    yield bytesOf(lines);
  }
}

function cellOf(value: string | number | undefined): string {
  return typeof value === "number" ? shortest(value) : value ?? "";
}

/** A float32 in as few digits as give it again: at most nine. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
