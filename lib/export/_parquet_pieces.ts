/** Embeddings as a Parquet file. */
import { columnsOf, type EmbeddingTable } from "./embedding_table.ts";

/** Numbers in a row group, which is made at once: 8 MB of them. */
const GROUP = 2e6;

/**
 * The file, a row group at a time: columns as {@linkcode columnsOf} has them, and `embedding`, a
 * list of float32.
 *
 * @param rows N.
 */
export async function parquetPieces(
  table: EmbeddingTable,
  rows: number,
): Promise<Iterable<Uint8Array>> {
  return pieces(table, rows, await import("npm:hyparquet-writer@0.17.0"));
}

type Library = typeof import("npm:hyparquet-writer@0.17.0");

function* pieces(table: EmbeddingTable, rows: number, library: Library): Generator<Uint8Array> {
  const writer = new library.ByteWriter(), { embeddingSize: size } = table;
  const kvMetadata = Object.entries(metadataOf(table)).map(([key, value]) => ({ key, value }));
  const file = new library.ParquetWriter({ writer, schema: schemaOf(table), kvMetadata });
  const taken = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0; // its offset in the file goes on
    return bytes;
  };
  const most = Math.ceil(GROUP / size);
  for (let from = 0; from < rows; from += most) {
    const count = Math.min(most, rows - from);
    file.write({ columnData: groupOf(table, { from, count }), rowGroupSize: count });
    yield taken();
  }
  file.finish();
  yield taken();
}

function metadataOf({ classNames, metadata }: EmbeddingTable): Record<string, string> {
  return { ...metadata, ...(classNames ? { classNames: JSON.stringify(classNames) } : {}) };
}

type ColumnSource = Parameters<
  InstanceType<Library["ParquetWriter"]>["write"]
>[0]["columnData"][number];
type SchemaElement = ConstructorParameters<Library["ParquetWriter"]>[0]["schema"][number];

/** A list has two levels of its own, as the format's "LogicalTypes" says. */
function schemaOf(table: EmbeddingTable): SchemaElement[] {
  const columns = columnsOf(table).map(({ name, type }): SchemaElement =>
    type === "STRING"
      ? { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }
      : { name, type, repetition_type: "OPTIONAL" }
  );
  return [
    { name: "root", num_children: columns.length + 1 },
    ...columns,
    { name: "embedding", converted_type: "LIST", repetition_type: "REQUIRED", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
  ];
}

function groupOf(
  table: EmbeddingTable,
  { from, count }: { from: number; count: number },
): ColumnSource[] {
  const { embeddings, embeddingSize: size } = table;
  const each = <T>(at: (row: number) => T) => Array.from({ length: count }, (_, i) => at(from + i));
  const lists = each((row) => Array.from(embeddings.subarray(row * size, (row + 1) * size)));
  return [
    ...columnsOf(table).map(({ name, at }) => ({ name, data: each<unknown>(at) as unknown[] })),
    // Numbers that all differ: neither a dictionary nor compression makes them fewer.
    { name: "embedding", data: lists, encoding: "PLAIN", codec: "UNCOMPRESSED" },
  ];
}
