/**
 * Disks that fill up, hold too few files, may not be written, or are slow: a run ends in one line,
 * and goes on once there is room.
 */
import { deepStrictEqual as assertEquals, match } from "node:assert";
import { join } from "node:path";
import { type Random, seededRandom } from "../../lib/random.ts";
import { type Ended, ended, spawnTrain, train } from "../cli/_train.ts";
import { argumentsFor, assertSameRun, type Reference } from "./reference.ts";

/** Whether this system lets us mount small disks: Linux, as root. */
export async function mayMount(place: string): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const disk = join(place, "trial");
  await Deno.mkdir(disk);
  if (await mount(disk, "size=1m") !== 0) return false;
  await shell(["umount", disk]);
  return true;
}

/** What is wrong with a disk: options of tmpfs, before and after it is mended. */
function faultOf(random: Random): { options: string; mended: string } {
  const kind = random();
  // The run takes about 100 MB; each limit is met at another moment of it.
  if (kind < 0.7) return { options: `size=${1 + Math.floor(random() * 70)}m`, mended: "size=500m" };
  const files = 3 + Math.floor(random() * 22); // as a quota on files does
  return { options: `size=500m,nr_inodes=${files}`, mended: "size=500m,nr_inodes=1000" };
}

/**
 * Train on a disk with a fault, mend it, and go on.
 *
 * @returns How many faults the run met: a disk of a good size is read-only once, and no more.
 */
export async function faultyDisk(
  place: string,
  { seed, reference }: { seed: number; reference: Reference },
): Promise<number> {
  const random = seededRandom(seed, 19), { options, mended } = faultOf(random);
  const disk = join(place, `disk-${seed}`), run = join(disk, "run");
  await Deno.mkdir(disk);
  await mount(disk, options);
  try {
    const first = await train(argumentsFor(run));
    if (first.code !== 0) assertTold(first, /no space left/i);
    await remount(disk, `${mended},ro`);
    assertTold(await train(argumentsFor(run)), /read-only file system|all of its epochs are done/i);
    await remount(disk, `${mended},rw`);
    await goOn(run);
    assertSameRun(run, reference.path);
    return first.code === 0 ? 1 : 2;
  } finally {
    await shell(["umount", disk]);
  }
}

async function goOn(run: string): Promise<void> {
  const { code, stderr } = await train(argumentsFor(run));
  if (code !== 2) return assertEquals(code, 0, stderr);
  match(stderr, /all of its epochs are done/i);
}

/** One line of reason, and no more. */
function assertTold({ code, stderr }: Ended, reason: RegExp): void {
  assertEquals(code === 1 || code === 2, true, `exit code ${code}: ${stderr}`);
  match(stderr, reason);
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
}

/**
 * Train in a process that is held up again and again, while others write to the same disk.
 *
 * @returns How often it was held up.
 */
export async function slowDisk(
  place: string,
  { seed, reference }: { seed: number; reference: Reference },
): Promise<number> {
  const random = seededRandom(seed, 23), run = join(place, `slow-${seed}`);
  const noise = [1, 2].map((i) => busy(`dd if=/dev/zero of=${run}.${i} bs=1M count=50 conv=fsync`));
  try {
    const child = spawnTrain(argumentsFor(run));
    let isOver = false, held = 0;
    const output = child.output().finally(() => isOver = true);
    while (!isOver) {
      await pause(random() * 300);
      if (isOver) break;
      if (!signal(child, "SIGSTOP")) break;
      held++;
      await pause(random() * 300);
      signal(child, "SIGCONT");
    }
    const { code, stderr } = ended(await output);
    assertEquals(code, 0, stderr);
    assertSameRun(run, reference.path);
    return held;
  } finally {
    noise.forEach((stop) => stop());
  }
}

/** Whether the process was there to hear it. */
function signal(child: Deno.ChildProcess, name: Deno.Signal): boolean {
  try {
    child.kill(name);
    return true;
  } catch {
    return false;
  }
}

/** A command again and again, until it is stopped. */
export function busy(command: string): () => void {
  const child = new Deno.Command("sh", {
    args: ["-c", `while :; do ${command}; done`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  return () => child.kill("SIGKILL");
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const mount = (disk: string, options: string) =>
  shell(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk]);
const remount = (disk: string, options: string) =>
  shell(["mount", "-o", `remount,${options}`, disk]);

async function shell([program, ...args]: string[]): Promise<number> {
  const { code } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" })
    .output();
  return code;
}
