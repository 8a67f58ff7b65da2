/** What of a run is published with its weights. */
import { basename, isAbsolute } from "node:path";
import type { CardHeldOut, CardTraining } from "../../export/mod.ts";
import type { TestResult } from "../../types.ts";
import type { SavedModel } from "./saved_model.ts";
import { stateOf } from "./state_of.ts";

/** Data sets by their names on the hub. */
const ON_THE_HUB = { mnist: "ylecun/mnist", fashion: "zalando-datasets/fashion_mnist" };
/** Sets in MNIST's form that are told apart by the name of a folder above. */
const OTHERS = /fashion|kmnist|kuzushiji/i;

/** The results of the weights' own epoch; undefined inside an epoch, whose weights nobody measured. */
export async function measuredNow(
  { records, checkpoint }: Pick<SavedModel, "records" | "checkpoint">,
): Promise<TestResult | undefined> {
  const state = await stateOf(checkpoint), last = records.at(-1);
  return state !== undefined && state.step === 0 && state.epoch === last?.epoch ? last : undefined;
}

/** How long the weights were trained, and on how many images; undefined where that is not known. */
export async function trainingOf(
  { training, data, checkpoint }: Pick<SavedModel, "training" | "data" | "checkpoint">,
): Promise<CardTraining | undefined> {
  const state = await stateOf(checkpoint);
  if (!training || !state || typeof data?.train !== "number") return undefined;
  return { images: data.train, epochs: state.epoch, planned: training.epochs };
}

/** The classes that a run was measured on and not trained on. */
export function heldOutOf({ data }: Pick<SavedModel, "data">): CardHeldOut | undefined {
  return data?.unseen ? { images: data.unseen, classNames: data.unseenNames } : undefined;
}

/** The data's name, and that on the hub where it is known. */
export function trainedOn(
  { training, data, digits }: Pick<SavedModel, "training" | "data" | "digits">,
): { name: string; id?: string } | undefined {
  if (!training || !data) return undefined;
  if (training.data === undefined) return { name: "MNIST", id: ON_THE_HUB.mnist };
  const place = shortPath(training.data);
  if (/fashion/i.test(place)) return { name: "Fashion-MNIST", id: ON_THE_HUB.fashion };
  if (digits && /\bmnist\b/i.test(place)) return { name: "MNIST", id: ON_THE_HUB.mnist };
  const what = data.what ?? "data";
  return { name: isAbsolute(training.data) ? `${what} (${basename(place)})` : what };
}

/**
 * A run's configuration without the paths of the machine it ran on, of which the last name stays.
 */
export function publicConfig({ config }: Pick<SavedModel, "config">): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map((
      [name, value],
    ) => [name, isTable(value) ? withoutPaths(value) : value]),
  );
}

const PATHS = ["data", "directory", "init", "pairs"];

function withoutPaths(table: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name,
      PATHS.includes(name) && typeof value === "string" ? shortPath(value) : value,
    ]),
  );
}

function shortPath(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== "").slice(-2);
  return parts.filter((part, i) => i === parts.length - 1 || OTHERS.test(part)).join("/");
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
