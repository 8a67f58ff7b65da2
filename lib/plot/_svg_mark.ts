/// <reference lib="dom" />
import type { Markish } from "npm:@observablehq/plot@0.6.17";

/** One `<path>`: `d`, `stroke`, `fill` … */
export type PathAttributes = Record<string, string | number>;

/** A mark of paths in CSS pixels, for what Plot has no mark for: a group with attributes and paths in it. */
export function pathsMark(paths: PathAttributes[], group: PathAttributes = {}): Markish {
  return (_index, _scales, _values, _dimensions, { document }) => {
    const parent = svgElement(document, "g", group);
    for (const attributes of paths) parent.append(svgElement(document, "path", attributes));
    return parent;
  };
}

/** An element of the document that Plot draws in. */
function svgElement(document: Document, name: string, attributes: PathAttributes): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
