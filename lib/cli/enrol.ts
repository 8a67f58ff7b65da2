/** `deno task enrol`: adds names to a gallery, or takes them out. */
import { InputError, UsageError } from "../errors.ts";
import { runProgram } from "./_commander.ts";
import { isFile } from "./_is_file.ts";
import { didYouMean } from "./_nearest.ts";
import { printable } from "./_printable.ts";
import { typedPath } from "./_typed_path.ts";
import { AS_IS, type AsIs, EXIT_CODES, IMAGES, RUN, useCommand } from "./use/command.ts";
import { openTyped } from "./use/open.ts";
import { checkStdin } from "./use/sources.ts";

interface Flags extends AsIs {
  gallery: string;
  remove?: string;
}

const program = useCommand(
  "enrol",
  "RUN --gallery FILE NAME IMAGE…",
  "Add images of somebody or something to a gallery, which is one file; nothing is trained. A name that is there gets more images.",
)
  .argument("<run>", RUN)
  .argument("[name]", "whom the images show")
  .argument("[images...]", IMAGES)
  .requiredOption("--gallery <file>", "a .safetensors file; made if it is not there")
  .option("--remove <name>", "take a name out, in place of adding one")
  .option(...AS_IS)
  .addHelpText("after", EXIT_CODES)
  .action(enrol);

async function enrol(path: string, name: string | undefined, images: string[], flags: Flags) {
  refuseMixed(name, images, flags);
  checkStdin(images);
  const run = await openTyped(path, { writes: true, asIs: flags.asIs }),
    file = typedPath(flags.gallery);
  const { Gallery } = await import("../inference/mod.ts");
  const { allImages } = await import("./use/images.ts");
  const { embed } = await import("../training/mod.ts");
  const size = run.model.backbone.outputs[0].shape[1]!;
  const model = { checksum: run.checksum, embeddingSize: size };
  const isNew = !isFile(file) && flags.remove === undefined;
  const gallery = isNew ? new Gallery(model) : Gallery.open(file, model);
  if (flags.remove !== undefined) {
    refuseUnknown(flags.remove, gallery.names);
    gallery.remove(flags.remove);
  } else {
    const { embeddings } = await embed(run.model, await allImages(run, images));
    gallery.enrol(name!, embeddings);
  }
  gallery.save(file);
  const who = flags.remove ?? name!, count = gallery.count(who);
  const done = flags.remove === undefined ? `${who}: ${imagesText(count)}` : `${who}: taken out`;
  console.log(printable(`${done}; ${flags.gallery} has ${namesText(gallery.names.length)}`));
}

const imagesText = (count: number) => count === 1 ? "1 image" : `${count} images`;
const namesText = (count: number) => count === 1 ? "1 name" : `${count} names`;

function refuseMixed(name: string | undefined, images: string[], { remove }: Flags): void {
  if (remove !== undefined && name !== undefined) {
    throw new UsageError(`--remove ${remove}: takes no name and images besides; leave ${name} out`);
  }
  if (remove === undefined && images.length === 0) {
    throw new UsageError(
      name === undefined
        ? "give a name and images of it, or --remove NAME; see --help"
        : `${name}: give images of it after the name; see --help`,
    );
  }
}

function refuseUnknown(name: string, names: string[]): void {
  if (names.includes(name)) return;
  const hint = names.length > 0 ? didYouMean(name, names) : "";
  throw new InputError(`${name}: is not in the gallery${hint}`);
}

Deno.exit(await runProgram(program));
