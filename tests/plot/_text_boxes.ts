import { assert } from "@std/assert";
import { fontFiles, load } from "../../lib/plot/_packages.ts";
import type { Figure } from "../../lib/types.ts";

/** Where a text of a figure is, CSS pixels. */
export interface TextBox {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The figure's texts with the room that they really take, measured with its fonts. */
export function textBoxes(figure: Figure): TextBox[] {
  const { DOMParser } = load("linkedom");
  const svg = new DOMParser().parseFromString(figure.svg, "image/svg+xml")
    .documentElement as unknown as Element;
  return [...svg.querySelectorAll("text")].flatMap((text) => {
    const box = measured(alone(text));
    return box ? [{ ...box, text: text.textContent ?? "" }] : [];
  });
}

/** The text within all that it is in, and nothing beside it. */
function alone(text: Element): string {
  let markup = text.outerHTML;
  for (let parent = text.parentElement; parent; parent = parent.parentElement) {
    const attributes = [...parent.attributes].map(({ name, value }) =>
      `${name}="${value.replaceAll('"', "'")}"`
    );
    markup = `<${parent.localName} ${attributes.join(" ")}>${markup}</${parent.localName}>`;
  }
  return markup.replace(/ stroke="[^"]*"/g, ""); // A white rim takes no room.
}

function measured(svg: string): Omit<TextBox, "text"> | undefined {
  const { Resvg } = load("resvg");
  const font = { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" };
  const box = new Resvg(svg, { font }).getBBox();
  return box && { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}

/** All texts are within the figure, and none covers another. */
export function assertTextsFit(figure: Figure): void {
  const boxes = textBoxes(figure), slack = 0.5;
  for (const [k, a] of boxes.entries()) {
    const fits =
      Math.min(a.left, a.top, figure.width - a.right, figure.height - a.bottom) >= -slack;
    assert(fits, `${a.text} is cut off: ${JSON.stringify(a)}`);
    for (const b of boxes.slice(0, k)) {
      const apart = a.left > b.right - slack || b.left > a.right - slack ||
        a.top > b.bottom - slack ||
        b.top > a.bottom - slack;
      assert(apart, `${a.text} covers ${b.text}: ${JSON.stringify([a, b])}`);
    }
  }
}
