/** The catalog of heads as text. Loads no engine. */
import { headEntry, headNames } from "./catalog.ts";
import { optionsText } from "./flat_options.ts";

/** A Markdown table of all heads, as in `heads/README.md`. */
export function headTable(): string {
  const rows = headNames.map((name) => {
    const { paper, formula, defaults, paperDefaults } = headEntry(name);
    return [`\`${name}\``, paper, formula, optionsText(defaults), optionsText(paperDefaults)];
  });
  const head = [
    "`--head`",
    "source",
    "logit of the true class",
    "defaults, few classes in 2-D",
    "paper, where different",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join(
    "\n",
  );
}

/** One line per head, as `--heads` prints it. */
export function headList(): string {
  const width = Math.max(...headNames.map(({ length }) => length));
  return headNames.map((name) => {
    const { formula, defaults, paper } = headEntry(name);
    return `${name.padEnd(width)}  ${formula}  [${
      optionsText(defaults) || "no options"
    }]  ${paper}`;
  }).join("\n");
}
