/** Tells from its first bytes what a file is that holds no data. */

const UNPACK = "unpack it", AGAIN = "get the file again";
const FAILED = `not the data: the download failed, ${AGAIN}`;
const PICTURE = "give a folder of images by class";
const REENCODED = `binary data that were taken for text and written as UTF-8: ${AGAIN}, as binary`;
const LINE_ENDS =
  `binary data whose line ends were changed as if they were text: ${AGAIN}, as binary`;

/** How binary files begin, a character a byte. */
const magic: [start: string, what: string][] = [
  ["PK\x03\x04", `a zip archive: ${UNPACK}`],
  ["PK\x05\x06", `an empty zip archive: ${AGAIN}`],
  ["\x1f\x8b", `a gzip file: ${UNPACK}`],
  ["\xfd7zXZ\0", `an xz file: ${UNPACK}`],
  ["7z\xbc\xaf\x27\x1c", `a 7z archive: ${UNPACK}`],
  ["Rar!\x1a", `a rar archive: ${UNPACK}`],
  ["BZh", `a bzip2 file: ${UNPACK}`],
  ["\x28\xb5\x2f\xfd", `a zstd file: ${UNPACK}`],
  ["%PDF-", `a PDF document, not the data: ${AGAIN}`],
  ["\x89PNG", `a PNG picture: ${PICTURE}`],
  ["\xff\xd8\xff", `a JPEG picture: ${PICTURE}`],
  ["GIF8", `a GIF picture: ${PICTURE}`],
  ["\x93NUMPY", "a NumPy array: put images and labels into one .npz with numpy.savez"],
  ["\x89HDF\r\n", "an HDF5 file: turn it into an .npz"],
  ["MATLAB ", "a MATLAB file: turn it into an .npz"],
  ["PAR1", "a Parquet table: turn it into an .npz"],
  ["\x1f\xc2\x8b", REENCODED],
  ["\x1f\xef\xbf\xbd", REENCODED],
  ["\0".repeat(16), `nothing but zeros at its start: the download did not finish, ${AGAIN}`],
];

/** How texts begin that are no tables. */
const texts: [start: RegExp, what: string][] = [
  [/^version https:\/\/git-lfs/, "a Git LFS pointer: run git lfs pull"],
  [/^\s*<(!doctype\s+html|html|head|body|script)\b/i, `a web page, ${FAILED}`],
  [/^\s*<(\?xml|error)\b/i, `an XML message, ${FAILED}`],
  [/^\s*(\{\s*["}]|\[\s*[[{"\]])/, `JSON text, not the data: ${AGAIN}`],
  // Of gzip, IDX and zip.
  [/^(H4sI|AAAI|AAA[LMNO]|UEsDB)[\w+/]/, "base64 text: decode it with base64 -d"],
  [/^data:[^,]{0,80};base64,/, "a data URL: decode what follows its comma with base64 -d"],
];

const UNFINISHED = /\.(crdownload|opdownload|download|part|partial)$/i;

/** Starts of what may be data, or hold them. */
const BINARY = ["\x1f\x8b", "\0\0\x08", "\0\0\x0b", "\0\0\x0c", "\0\0\x0d", "\0\0\x0e", "PK\x03"];

/** Bytes that are looked at for damage. */
const MOST = 1 << 20;

/**
 * Say what a file is, if it is no data: an archive, a web page, a file damaged on its way.
 *
 * @param start Its first bytes: 512 tell formats, more tell damage.
 * @param path Its name, which tells an unfinished download.
 * @returns Completes "it is …", and says what to do; undefined where nothing is known.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const page = new TextEncoder().encode("<!DOCTYPE html><title>404</title>");
 * assertEquals(
 *   whatItIs(page, "train-images-idx3-ubyte.gz"),
 *   "a web page, not the data: the download failed, get the file again",
 * );
 * ```
 */
export function whatItIs(start: Uint8Array, path: string): string | undefined {
  if (UNFINISHED.test(path)) return "an unfinished download: wait for its end, or begin it again";
  return damageOf(start) ?? formatOf(start) ?? textOf(start);
}

/** As {@linkcode whatItIs}, but plain text is nothing, as tables are such. */
export function formatOf(start: Uint8Array): string | undefined {
  if (start.length === 0) return `empty: ${AGAIN}`;
  const head = latin1(start), text = head.replace(/^\xef\xbb\xbf/, ""); // the byte order mark
  if (head.slice(257, 262) === "ustar") return `a tar archive: ${UNPACK}`;
  if (isPickle(start)) return "a Python pickle, which may run code: save its arrays as an .npz";
  return magic.find(([start]) => head.startsWith(start))?.[1] ??
    texts.find(([start]) => start.test(text))?.[1];
}

/** Protocols 2 to 5, and one of the codes that may follow. */
function isPickle([mark, protocol, code]: Uint8Array): boolean {
  return mark === 0x80 && protocol >= 2 && protocol <= 5 && [..."\x95](}c"].includes(
    String.fromCharCode(code),
  );
}

/**
 * Say how binary data were damaged on their way, if it shows: line ends were changed (0a to 0d 0a),
 * or bytes taken for text and written as UTF-8.
 *
 * @param bytes A file's, from its start.
 */
export function damageOf(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes.subarray(0, 4)), seen = bytes.subarray(0, MOST);
  if (!BINARY.some((start) => head.startsWith(start))) return undefined;
  let lineFeeds = 0, afterReturn = 0;
  for (let i = 1; i < seen.length; i++) {
    if (seen[i] !== 0x0a) continue;
    lineFeeds++;
    if (seen[i - 1] === 0x0d) afterReturn++;
  }
  if (isUtf8(seen)) return REENCODED;
  return lineFeeds >= 4 && afterReturn === lineFeeds ? LINE_ENDS : undefined; // by chance, 256⁻⁴
}

/** Whether bytes from 80 up form characters, which they hardly do by chance. */
function isUtf8(bytes: Uint8Array): boolean {
  const high = bytes.reduce((count, byte) => count + (byte >> 7), 0);
  if (high < 8) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** What a text says is often the reason: "404: Not Found". */
function textOf(start: Uint8Array): string | undefined {
  const head = latin1(start), printed = head.match(/[\t\n\r -~]/g)?.length ?? 0;
  const [words] = /[!-~][ -~]{0,39}/.exec(head) ?? [];
  return words && head.length >= 8 && printed >= 0.95 * head.length
    ? `text, which begins with "${words.trim()}"`
    : undefined;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 512));
}
