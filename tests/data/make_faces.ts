/**
 * A data set as people have them, made here: colour JPEGs of mixed sizes, one folder a class.
 *
 *     deno run -A tests/data/make_faces.ts FOLDER [CLASSES] [PER_CLASS] [SIDE]
 *
 * A class is a "face" of its own: colours and places of head, hair, eyes and mouth. An image varies
 * light, place, size and turn, over a background of its own.
 */
import { join } from "node:path";
import sharp from "npm:sharp@0.34.5";
import { type Random, seededRandom } from "../../lib/random.ts";

/** What is made. */
export interface FacesPlan {
  classes: number;
  perClass: number;
  /** Mean of the longer side, pixels. */
  side?: number;
  seed?: number;
}

/** Make the folder. */
export async function makeFaces(
  folder: string,
  { classes, perClass, side = 96, seed = 1 }: FacesPlan,
): Promise<void> {
  for (let c = 0; c < classes; c++) {
    const own = join(folder, `person-${String(c).padStart(3, "0")}`);
    await Deno.mkdir(own, { recursive: true });
    const face = faceOf(seededRandom(seed, c));
    for (let i = 0; i < perClass; i++) {
      const { svg } = pictureOf(face, seededRandom(seed, c, i + 1), side);
      await sharp(new TextEncoder().encode(svg)).flatten().jpeg({ quality: 85 })
        .toFile(join(own, `${String(i).padStart(3, "0")}.jpg`));
    }
  }
}

const color = (random: Random, light = 0.5) =>
  `hsl(${Math.floor(random() * 360)},${20 + Math.floor(random() * 60)}%,${
    Math.floor(100 * (light - 0.2 + 0.4 * random()))
  }%)`;

interface Face {
  skin: string;
  hair: string;
  eyes: string;
  mouth: string;
  width: number;
  height: number;
  eyeGap: number;
  eyeSize: number;
  mouthWidth: number;
  fringe: number;
}

function faceOf(random: Random): Face {
  return {
    skin: color(random, 0.65),
    hair: color(random, 0.35),
    eyes: color(random, 0.4),
    mouth: color(random, 0.45),
    width: 24 + 10 * random(),
    height: 30 + 10 * random(),
    eyeGap: 7 + 7 * random(),
    eyeSize: 2 + 3 * random(),
    mouthWidth: 6 + 10 * random(),
    fringe: 4 + 14 * random(),
  };
}

function pictureOf(face: Face, random: Random, side: number): { svg: string } {
  const width = Math.round(side * (0.7 + 0.6 * random())),
    height = Math.round(side * (0.7 + 0.6 * random()));
  const { skin, hair, eyes, mouth } = face, top = 52 - face.height;
  const turn = -15 + 30 * random(), scale = 0.85 + 0.3 * random();
  const [x, y] = [-6 + 12 * random(), -6 + 12 * random()], light = 0.35 * random();
  return {
    svg:
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100">
<rect width="100" height="100" fill="${color(random)}"/>
<g transform="translate(${50 + x} ${52 + y}) rotate(${turn}) scale(${scale}) translate(-50 -52)">
<ellipse cx="50" cy="52" rx="${face.width}" ry="${face.height}" fill="${skin}"/>
<ellipse cx="50" cy="${
        top + face.fringe / 2
      }" rx="${face.width}" ry="${face.fringe}" fill="${hair}"/>
<circle cx="${50 - face.eyeGap}" cy="48" r="${face.eyeSize}" fill="${eyes}"/>
<circle cx="${50 + face.eyeGap}" cy="48" r="${face.eyeSize}" fill="${eyes}"/>
<ellipse cx="50" cy="68" rx="${face.mouthWidth}" ry="${1.5 + 3 * random()}" fill="${mouth}"/>
</g><rect width="100" height="100" fill="black" opacity="${light}"/></svg>`,
  };
}

if (import.meta.main) {
  const [folder, classes = "300", perClass = "30", side = "96"] = Deno.args;
  await makeFaces(folder, {
    classes: Number(classes),
    perClass: Number(perClass),
    side: Number(side),
  });
}
