/** `deno task enrol`: adds names to a gallery, or takes them out. */
import { InputError, UsageError } from "../errors.ts";
import { checkName } from "../inference/gallery_name.ts";
import type { Gallery, OpenedRun } from "../inference/mod.ts";
import { runProgram } from "./_commander.ts";
import { isFile } from "./_is_file.ts";
import { didYouMean } from "./_nearest.ts";
import { inLine } from "./_printable.ts";
import { typedPath } from "./_typed_path.ts";
import { AS_IS, type AsIs, EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import { galleryPath } from "./use/gallery_path.ts";
import { openTyped } from "./use/open.ts";
import { checkStdin } from "./use/sources.ts";

interface Flags extends AsIs {
  gallery: string;
  remove?: string;
}

const program = useCommand(
  "enrol",
  "RUN --gallery FILE NAME IMAGE…, or RUN --gallery FILE --remove NAME",
  "Add images of somebody or something to a gallery, which is one file; nothing is trained. A name that is there gets more images. Where one image cannot be used, none is added.",
)
  .argument("<run>", RUN)
  .argument("[name]", "whom the images show")
  .argument("[images...]", IMAGES)
  .requiredOption("--gallery <file>", "a .safetensors file; made if it is not there")
  .option("--remove <name>", "take a name out, in place of adding one")
  .option(...AS_IS)
  .addHelpText(
    "after",
    `
Examples:
  deno task enrol runs/arcface-1-20260101-120000 --gallery known.safetensors "Ada Lovelace" ada/*.jpg
  deno task enrol runs/arcface-1-20260101-120000 --gallery known.safetensors --remove "Ada Lovelace"
${EXIT_CODES}`,
  )
  .action(enrol);

async function enrol(path: string, name: string | undefined, images: string[], flags: Flags) {
  refuseMixed(name, images, flags);
  if (name !== undefined) checkName(name);
  checkStdin(images);
  const file = galleryPath(flags.gallery);
  const run = await openTyped(path, { writes: true, asIs: flags.asIs });
  const { changeGallery, openOrNew } = await import("./use/gallery.ts");
  const { Gallery } = await import("../inference/mod.ts");
  const open = () => name === undefined ? Gallery.open(file, run) : openOrNew(file, run);
  open(); // what is no gallery of this run is refused before images are read
  const change = name === undefined ? removal(flags.remove!) : await addition(run, name, images);
  const gallery = await changeGallery(file, { open, change });
  const done = name === undefined
    ? `${flags.remove}: taken out`
    : `${name}: ${imagesText(gallery.count(name))}`;
  console.log(inLine(`${done}; ${flags.gallery} has ${namesText(gallery.names.length)}`));
}

/** Embeds the images now, so that others wait for no more than a file. */
async function addition(run: OpenedRun, name: string, images: string[]) {
  const { allImages } = await import("./use/images.ts");
  const { embed } = await import("../training/mod.ts");
  const { embeddings } = await embed(run.model, await allImages(run, images));
  return (gallery: Gallery) => gallery.enrol(name, embeddings);
}

function removal(name: string) {
  return (gallery: Gallery) => {
    refuseMisspelt(name, gallery.names);
    gallery.remove(name);
  };
}

const imagesText = (count: number) => count === 1 ? "1 image" : `${count} images`;
const namesText = (count: number) => count === 1 ? "1 name" : `${count} names`;

function refuseMixed(name: string | undefined, images: string[], { remove }: Flags): void {
  if (remove?.trim() === "") throw new UsageError("--remove: is empty; give the name to take out");
  if (remove !== undefined && name !== undefined) {
    throw new UsageError(`--remove ${remove}: takes no name and images besides; leave ${name} out`);
  }
  if (name !== undefined && name !== "" && isFile(typedPath(name))) {
    throw new UsageError(
      `NAME is missing: ${name} is a file; say whom the images show before them`,
    );
  }
  if (name?.trim() === "") throw new UsageError("NAME is empty; say whom the images show");
  if (remove === undefined && images.length === 0) {
    throw new UsageError(
      name === undefined
        ? "give a name and images of it, or --remove NAME; see --help"
        : `${name}: give images of it after the name; see --help`,
    );
  }
}

/** What else is wrong with a name, the gallery says. */
function refuseMisspelt(name: string, names: string[]): void {
  const hint = names.includes(name) || names.length === 0 ? "" : didYouMean(name, names);
  if (hint) throw new InputError(`${name}: is not in the gallery${hint}`);
}

Deno.exit(await runProgram(program));
