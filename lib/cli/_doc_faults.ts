/**
 * Documentation faults of what the package exports: undocumented symbols, and types in public
 * signatures that no entry exports.
 */
import { root } from "../course/root.ts";

/** The faults of every entry in `deno.json`, each once. */
export async function docFaults(): Promise<string[]> {
  const { exports } = JSON.parse(Deno.readTextFileSync(`${root}deno.json`)) as {
    exports: Record<string, string>;
  };
  // Each entry separately: a type exported by another entry is not available to users of this one.
  const reports = await Promise.all(Object.values(exports).map(lint));
  const declared = declaredIn(`${root}lib`);
  return [...new Set(reports.flatMap((report) => ownFaults(report, declared)))];
}

async function lint(entry: string): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", entry],
    cwd: root,
    env: { NO_COLOR: "1" },
  });
  const { stdout, stderr } = await command.output();
  const report = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  if (/^Checked \d+ file|^error: Found \d+ documentation lint/m.test(report)) return report;
  throw new Error(`deno doc --lint ${entry}: ${report.trim()}`);
}

/**
 * The part of a `deno doc --lint` report that is ours to fix. The linter also walks tfjs's types,
 * which lack docs, and misses that a type such as `tf.Tensor2D` is public as part of `tf`.
 *
 * @param declared The names of types declared in our own files.
 */
export function ownFaults(report: string, declared: ReadonlySet<string>): string[] {
  return report.split(/\n(?=error)/).filter((fault) => {
    const file = /--> (.+):\d+:\d+/.exec(fault)?.[1];
    const type = /references private type '([^']+)'/.exec(fault)?.[1];
    const isOurs = file?.startsWith(root) && !/\d+ \| .*"npm:/.test(fault); // a line that re-exports a package
    return isOurs && (type === undefined || declared.has(type));
  }).map((fault) => fault.trim());
}

function declaredIn(folder: string): Set<string> {
  const names = [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return [...declaredIn(path)];
    const text = name.endsWith(".ts") ? Deno.readTextFileSync(path) : "";
    return [...text.matchAll(/^(?:export )?(?:type|interface|class|const|enum) (\w+)/gm)].map((
      [, type],
    ) => type);
  });
  return new Set(names);
}
