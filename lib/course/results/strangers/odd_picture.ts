/** The picture of odd digits: what `deno task predict` says of them. */
import { basename, dirname, join } from "node:path";
import { InputError } from "../../../errors.ts";
import { root } from "../../root.ts";
import { ensureRun, RUNS } from "../ensure_run.ts";
import { ODD_DIGITS } from "./odd_digits.ts";

/** All ten digits, with more room for strangers than the plane has. */
const run = { name: "digits-32", flags: ["--embedding-size", "32"], epochs: 4 };

/**
 * Predict the odd digits as a user does.
 *
 * @param path Where the picture goes.
 * @returns What the command prints, a line of each image.
 * @throws {InputError} It fails.
 */
export async function oddPicture(path: string): Promise<string> {
  await ensureRun(run);
  const args = [join(RUNS, run.name), basename(ODD_DIGITS), "--picture", path, "--force"];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", join(root, "lib/cli/predict.ts"), ...args],
    env: { INIT_CWD: dirname(ODD_DIGITS) },
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await command.output();
  const [said, noted] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  if (said === "") throw new InputError(`odd digits: predict failed: ${noted}`);
  return `${noted}\n${said}`; // it exits with 1, as nothing is drawn on the blank
}
