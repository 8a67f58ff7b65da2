/** What is embedded: parts of data sets, and image files. */
import { openData } from "../../data/mod.ts";
import { classedFilesAt } from "../../data/image_files.ts";
import { isPackedData } from "../../data/open_data.ts";
import { InputError } from "../../errors.ts";
import type { OpenedRun } from "../../inference/mod.ts";
import { kindOf } from "../../platform.ts";
import type { Dataset, ImageShape } from "../../types.ts";
import { typedPath } from "../_typed_path.ts";
import { inFlags } from "../train/in_flags.ts";
import type { Faults } from "../use/faults.ts";
import { ownData } from "../use/own_data.ts";
import { shownAs, withoutPatterns } from "../use/sources.ts";
import type { PartName } from "./parts.ts";

/** Images in one order, of which rows are made. */
export type Source = SetSource | FileSource;

/** A part of a data set. */
interface SetSource {
  part?: PartName;
  set: Dataset;
  /** A class by the number that the set has for it. */
  nameOf(label: number): string;
}

/** Image files. */
interface FileSource {
  part?: PartName;
  /** `shown`: as it was typed. */
  files: { path: string; shown: string; className?: string }[];
}

/** How data are taken, as for training. */
export interface DataOptions {
  parts?: PartName[];
  classes?: number;
  firstLabel?: number;
}

/**
 * Parts of a run's own data.
 *
 * @param options.place Where they are now, if they were moved.
 * @throws {InputError} The data are not to be had, or have no such part.
 */
export async function ownSources(
  run: OpenedRun,
  parts: PartName[],
  { place }: { place?: string },
): Promise<Source[]> {
  const data = await ownData(run, { place });
  return parts.map((part) => {
    const set = data[part];
    if (!set) throw new InputError(`${run.checkpoint}: ${missingText(part)}`);
    const names = part === "unseen" ? set.classNames : run.classNames;
    return { part, set, nameOf: (label) => names?.[label] ?? String(label) };
  });
}

function missingText(part: PartName): string {
  return part === "unseen"
    ? "its run held no classes out, so that it has no part unseen"
    : `its run has no part ${part}`;
}

/**
 * Data sets and images that were typed. Of several paths, one that leads to nothing is a fault, and
 * the others are taken.
 *
 * @throws {InputError} A data set that cannot be read, is of another shape, or has no such part.
 */
export async function typedSources(
  run: OpenedRun,
  typed: string[],
  { faults, ...options }: DataOptions & { faults: Faults },
): Promise<Source[]> {
  const found: Source[] = [], seen = new Set<string>();
  for (const name of await withoutPatterns(typed, faults)) {
    if (name !== "" && await isPackedData(typedPath(name))) {
      found.push(...await setsAt(run, name, options));
      continue;
    }
    const sources = await (typed.length === 1 ? filesAt(name) : faults.among(() => filesAt(name)));
    refuseSetFlags(name, options);
    for (const { part, files } of chosen(sources ?? [], options.parts, name)) {
      const own = files.filter(({ path }) => !seen.has(path)), last = found.at(-1);
      for (const { path } of own) seen.add(path);
      // One source for files that were typed one by one: they are embedded many at a time.
      if (last && "files" in last && last.part === part) last.files.push(...own);
      else found.push({ part, files: own });
    }
  }
  return found;
}

/** Whole data: those without a test part are not split. */
async function setsAt(
  { imageShape }: OpenedRun,
  typed: string,
  { parts, classes, firstLabel }: DataOptions,
): Promise<Source[]> {
  const path = typedPath(typed), isDrawn = await kindOf(path) === undefined;
  const imageSize = isDrawn ? [imageShape[0], imageShape[1]] as const : undefined;
  const options = { testShare: 0, classes, firstLabel, imageSize };
  const { train, test, notes } = await openData(path, options).catch((error) => {
    throw error instanceof InputError ? new InputError(inFlags(error.message)) : error;
  });
  for (const note of notes) console.error(`note: ${note}`);
  checkShape(train.imageShape, imageShape, typed);
  const nameOf = (label: number) => train.classNames?.[label] ?? String(label + (firstLabel ?? 0));
  const both: SetSource[] = test
    ? [{ part: "train", set: train, nameOf }, { part: "test", set: test, nameOf }]
    : [{ set: train, nameOf }];
  return chosen(both, parts, typed);
}

function checkShape(shape: ImageShape, wanted: ImageShape, typed: string): void {
  if (String(shape) === String(wanted)) return;
  const [own, taken] = [shape, wanted].map((sides) => sides.join("×"));
  throw new InputError(
    `${typed}: its images are ${own}, the run's model takes ${taken}; give data of that shape, or image files, which are brought to it`,
  );
}

async function filesAt(typed: string): Promise<FileSource[]> {
  if (typed === "") throw new InputError("a path is empty; give a data set, a file or a folder");
  const path = typedPath(typed);
  return (await classedFilesAt(path)).map(({ files, part }) => ({
    files: files.map((file) => ({ ...file, shown: shownAs(file.path, { path, typed }) })),
    ...(part ? { part } : {}),
  }));
}

function refuseSetFlags(typed: string, { classes, firstLabel }: DataOptions): void {
  const flag = classes !== undefined ? "--classes" : firstLabel !== undefined && "--first-label";
  if (flag) throw new InputError(`${flag}: has no effect on image files (${typed}); leave it out`);
}

/** The parts that are wanted, in that order; by default all. */
function chosen<S extends Source>(sources: S[], parts: PartName[] | undefined, typed: string): S[] {
  if (parts === undefined || sources.length === 0) return sources;
  return parts.map((part) => {
    const found = sources.find((source) => source.part === part);
    if (found) return found;
    const own = sources.flatMap((source) => source.part ?? []).join(" and ");
    throw new InputError(
      `${typed}: has no part ${part}${
        own ? `, only ${own}` : ""
      }; --part alone, without data, is of the run's own data`,
    );
  });
}
