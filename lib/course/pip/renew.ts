/** Writes the lock files anew, with the newest versions that fit the packages named. */
import { requirePython, runCommand, tellingLine } from "../../engine/install/mod.ts";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../training/files/write_file.ts";
import { jupyter, type PipLock, torch, torchCpu } from "./locks.ts";

/** Oldest Python that the locks serve. */
const PYTHON = "3.10";

const HEADER = `# Made by \`deno task lock\`, for Python ${PYTHON} and newer on every platform.\n`;

/**
 * Resolve the packages of every lock with uv, which is installed into a temporary folder, and write
 * the lock files.
 *
 * @throws {InputError} No Python with pip, no package index, or versions that do not fit together.
 */
export async function renewLocks({ report }: { report: (line: string) => void }): Promise<void> {
  const python = await requirePython(runCommand, "the lock files' maker, uv,");
  const place = await Deno.makeTempDir({ prefix: "margin-lock-" });
  try {
    const args = [python, "-m", "pip", "install", "--quiet", "--target", `${place}/uv`, "uv"];
    await checked(args, {});
    for (const lock of [jupyter, torch, torchCpu]) await renew(lock, { place, report });
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

async function renew(
  { file, requirements }: PipLock,
  { place, report }: { place: string; report: (line: string) => void },
): Promise<void> {
  const [input, output] = [`${place}/in.txt`, `${place}/out.txt`];
  await Deno.writeTextFile(input, requirements.join("\n") + "\n");
  await Deno.writeTextFile(output, ""); // else uv would keep the versions in it
  const flags = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"];
  const only = ["--only-binary", ":all:", "--python-version", PYTHON];
  const command = [`${place}/uv/bin/uv`, "pip", "compile", ...flags, ...only, input, "-o", output];
  await checked(command, uvEnvironment());
  const text = await Deno.readTextFile(output);
  writeFileAtomically(file.pathname, new TextEncoder().encode(HEADER + text));
  report(`${requirements.join(", ")}: ${text.match(/^\S+==/gm)?.length} packages`);
}

/** Where pip looks, uv looks as well. */
function uvEnvironment(): Record<string, string> {
  const env: Record<string, string> = { UV_PYTHON_DOWNLOADS: "never" };
  for (const name of ["FIND_LINKS", "INDEX_URL", "EXTRA_INDEX_URL"]) {
    const value = Deno.env.get(`PIP_${name}`);
    if (value) env[`UV_${name}`] = value;
  }
  return env;
}

async function checked(
  command: string[],
  env: Record<string, string>,
): Promise<void> {
  const result = await runCommand(command, { env });
  if (result?.code === 0) return;
  throw new InputError(
    `${command.slice(0, 4).join(" ")} failed: ${tellingLine(result?.stderr ?? "")}`,
  );
}
