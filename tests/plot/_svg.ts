/** Numbers of a path or a transform, in order. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(/-?\d+(\.\d+)?(e-?\d+)?/g)].map(([digits]) => +digits);
}

/** The tags of one kind that have all these attributes. */
export function tagsOf(
  svg: string,
  name: string,
  attributes: Record<string, string> = {},
): string[] {
  return [...svg.matchAll(new RegExp(`<${name}\\b[^>]*>`, "g"))].map(([tag]) => tag)
    .filter((tag) =>
      Object.entries(attributes).every(([key, value]) => attributeOf(tag, key) === value)
    );
}

/** An attribute of a tag. */
export function attributeOf(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
}

/** Centres of the dots that are drawn as strokes without length, by colour. */
export function dotsOf(svg: string): { color: string; x: number; y: number }[] {
  return tagsOf(svg, "path").filter((tag) => /h0"/.test(tag)).flatMap((tag) =>
    [...tag.matchAll(/M([\d.-]+),([\d.-]+)h0/g)].map(([, x, y]) => {
      return { color: attributeOf(tag, "stroke")!, x: +x, y: +y };
    })
  );
}

/** Texts that are written, in order. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) =>
    text.replace(/<[^>]*>/g, "")
  );
}
