/** A saved topology is data from a file: what may stand in it, and how large it may be. */
import { InputError } from "../errors.ts";

/** What `toJSON` writes. `weightsManifest` and the like would make tfjs fetch files. */
const KEYS = ["class_name", "config", "keras_version", "backend"];
const MAX_DEPTH = 64, MAX_VALUES = 1_000_000;
const FORBIDDEN = ["__proto__", "constructor", "prototype"];

/**
 * Refuse a topology that says more than layers and their configuration.
 *
 * @param isClass Whether a class may be built, by its name.
 * @throws {InputError} It names what does not belong.
 */
export function checkTopology(topology: unknown, isClass: (name: string) => boolean): void {
  if (!isRecord(topology)) throw refused("is not a table of layers");
  const other = Object.keys(topology).find((key) => !KEYS.includes(key));
  if (other !== undefined) {
    throw refused(`holds "${other}", and only ${KEYS.join(", ")} belong there`);
  }
  let values = 0;
  const visit = (value: unknown, depth: number) => {
    if (++values > MAX_VALUES) throw refused(`has more than ${MAX_VALUES} values`);
    if (depth > MAX_DEPTH) throw refused(`is nested more than ${MAX_DEPTH} deep`);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (FORBIDDEN.includes(key)) throw refused(`holds "${key}"`);
      if (/^class_?name$/i.test(key) && (typeof inner !== "string" || !isClass(inner))) {
        throw refused(`names the class ${inner}, which is not known here`);
      }
      visit(inner, depth + 1);
    }
  };
  visit(topology, 0);
}

function refused(fault: string): InputError {
  return new InputError(`its topology ${fault}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
