/** An op's attributes: its settings besides the inputs, such as strides or a type. */
import {
  addressesOf,
  type AttributeValue,
  type Bytes,
  bytesFrom,
  flagFrom,
  handleFrom,
  integerFrom,
  lengthsOf,
  numberFrom,
  rankOf,
  shapeFrom,
  shown,
  textFrom,
  typeFrom,
} from "./attribute_values.ts";
import { cName } from "./c_string.ts";
import type { Status } from "./status.ts";
import type { Symbols } from "./symbols.ts";

/** Attributes by name. The inputs' types need not be given: TensorFlow infers them. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** In the order of `TF_AttrType`. */
const kinds = [
  "string",
  "int",
  "float",
  "bool",
  "type",
  "shape",
  "tensor",
  "placeholder",
  "func",
] as const;

/** What an op's definition says about an attribute. */
interface Definition {
  kind: typeof kinds[number];
  isList: boolean;
}

/** An attribute to be set. */
interface Setting {
  kind: Definition["kind"];
  /** Its name in C. */
  name: Bytes;
  /** For errors, evaluated only then. */
  what: () => string;
}

type Op = Deno.PointerObject;

/** Sets attributes in the form each op's definition requires. */
export class AttributeSetter {
  readonly #c: Symbols;
  readonly #status: Status;
  readonly #context: Deno.PointerValue;
  /** Values of single float attributes so far. */
  readonly floats = new Set<number>();
  /** By op and attribute: definitions never change. */
  readonly #known = new Map<string, Map<string, Definition>>();

  constructor(c: Symbols, { status, context }: { status: Status; context: Deno.PointerValue }) {
    this.#c = c;
    this.#status = status;
    this.#context = context;
  }

  #setFloat(op: Op, name: Bytes, value: number): void {
    this.#c.TFE_OpSetAttrFloat(op, name, value);
    this.floats.add(value);
  }

  /**
   * Set one attribute of an op under construction.
   *
   * @throws {TypeError} When the value does not fit. {@linkcode TensorFlowError} when the op has no
   * such attribute.
   */
  set(
    op: Op,
    { opName, name, value }: { opName: string; name: string; value: AttributeValue },
  ): void {
    const { kind, isList } = this.#definitionOf(op, opName, name);
    const setting = { kind, name: cName(name), what: () => `attribute ${name} of ${opName}` };
    if (!isList) return this.#setOne(op, setting, value);
    if (!Array.isArray(value)) {
      throw new TypeError(`${setting.what()} is a list of ${kind}s, it got ${shown(value)}`);
    }
    this.#setList(op, setting, value);
  }

  #definitionOf(op: Op, opName: string, name: string): Definition {
    let ofOp = this.#known.get(opName);
    if (!ofOp) this.#known.set(opName, ofOp = new Map());
    let definition = ofOp.get(name);
    if (!definition) ofOp.set(name, definition = this.#ask(op, opName, name));
    return definition;
  }

  #ask(op: Op, opName: string, name: string): Definition {
    // TensorFlow's internal attributes begin with an underscore and are in no definition.
    if (name.startsWith("_")) return { kind: "string", isList: false };
    const isList = new Uint8Array(1);
    const number = this.#c.TFE_OpGetAttrType(op, cName(name), isList, this.#status.pointer);
    this.#status.check(() => `attribute ${name} of ${opName}`);
    return { kind: kinds[number], isList: isList[0] !== 0 };
  }

  #setOne(op: Op, { kind, name, what }: Setting, value: AttributeValue): void {
    const c = this.#c, status = this.#status;
    if (kind === "int") c.TFE_OpSetAttrInt(op, name, integerFrom(value, what));
    else if (kind === "float") this.#setFloat(op, name, numberFrom(value, what));
    else if (kind === "bool") c.TFE_OpSetAttrBool(op, name, flagFrom(value, what));
    else if (kind === "type") c.TFE_OpSetAttrType(op, name, typeFrom(value, what));
    else if (kind === "string" || kind === "func") {
      const bytes = bytesFrom(value, what);
      (kind === "func" ? c.TFE_OpSetAttrFunctionName : c.TFE_OpSetAttrString)(
        op,
        name,
        bytes,
        BigInt(bytes.length),
      );
    } else if (kind === "shape") {
      const shape = shapeFrom(value, what);
      c.TFE_OpSetAttrShape(op, name, lengthsOf(shape), rankOf(shape), status.pointer);
      status.check(what);
    } else if (kind === "tensor") this.#setTensor(op, name, handleFrom(value, what));
    else throw new TypeError(`${what()} is a ${kind}, which cannot be set`);
  }

  #setTensor(op: Op, name: Bytes, handle: Deno.PointerObject): void {
    const tensor = this.#c.TFE_TensorHandleResolve(handle, this.#status.pointer);
    this.#status.check(() => "a tensor for an attribute");
    this.#c.TFE_OpSetAttrTensor(op, name, tensor, this.#status.pointer);
    this.#c.TF_DeleteTensor(tensor); // the attribute has a copy
    this.#status.check(() => "a tensor for an attribute");
  }

  #setList(op: Op, { kind, name, what }: Setting, values: unknown[]): void {
    const c = this.#c, count = values.length;
    const each = <T>(from: (value: unknown, what: () => string) => T) =>
      values.map((value) => from(value, what));
    if (kind === "int") {
      c.TFE_OpSetAttrIntList(op, name, BigInt64Array.from(each(integerFrom)), count);
    } else if (kind === "float") {
      c.TFE_OpSetAttrFloatList(op, name, Float32Array.from(each(numberFrom)), count);
    } else if (kind === "bool") {
      c.TFE_OpSetAttrBoolList(op, name, Uint8Array.from(each(flagFrom)), count);
    } else if (kind === "type") {
      c.TFE_OpSetAttrTypeList(op, name, Int32Array.from(each(typeFrom)), count);
    } else if (kind === "string") {
      const parts = each(bytesFrom),
        lengths = BigUint64Array.from(parts, ({ length }) => BigInt(length));
      c.TFE_OpSetAttrStringList(op, name, addressesOf(parts), lengths, count);
    } else if (kind === "shape") {
      const shapes = each(shapeFrom),
        lengths = shapes.map(lengthsOf),
        ranks = Int32Array.from(shapes, rankOf);
      c.TFE_OpSetAttrShapeList(op, name, addressesOf(lengths), ranks, count, this.#status.pointer);
      this.#status.check(what);
    } else if (kind === "func") this.#setFunctions(op, name, each(textFrom));
    else throw new TypeError(`${what()} is a list of ${kind}s, which cannot be set`);
  }

  /** In a list, a function is passed as an op of its name. */
  #setFunctions(op: Op, name: Bytes, functions: string[]): void {
    const made: Deno.PointerValue[] = [];
    try {
      for (const one of functions) {
        made.push(this.#c.TFE_NewOp(this.#context, cName(one), this.#status.pointer));
        this.#status.check(() => `function ${one}`);
      }
      const pointers = BigUint64Array.from(made, (pointer) => Deno.UnsafePointer.value(pointer));
      this.#c.TFE_OpSetAttrFunctionList(op, name, pointers, made.length);
    } finally {
      for (const pointer of made) if (pointer) this.#c.TFE_DeleteOp(pointer);
    }
  }
}
