import { optionNames } from "../../training/plan.ts";
import { flagOf } from "./_flag_of.ts";

const dataOptions = [
  ...["imageSize", "channels", "skipBroken", "testShare", "holdOutClasses", "firstLabel"],
  ...["transpose", "classes", "limit", "decoders", "fit", "pairs"],
];

/** Options by the names of their flags: `fit: batchSize is 0` → `--batch-size is 0`. */
export function inFlags(message: string): string {
  const names = new RegExp(`\\b(${[...optionNames, ...dataOptions].join("|")})\\b`, "g");
  const isName = /[a-z][A-Z]|accumulate/; // words such as "seed" and "epochs" are no flags in a sentence
  const text = message.replace(/^(fit|split|imageFolder|loadCharacters|loadIdx|loadArrays): /, "")
    .replace(
      /^classBalanced:/,
      "--sampler:",
    );
  const starts = (name: string) =>
    [`fit: ${name} `, `${name}: `, `${name} is `, `${name} has no effect`].some((start) =>
      message.startsWith(start)
    );
  return text.replaceAll(names, (name) => isName.test(name) || starts(name) ? flagOf(name) : name);
}
