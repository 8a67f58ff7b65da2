/** Python's package installer, used as a downloader that checks hashes and unpacks wheels. */
import { InputError } from "../../errors.ts";
import { type CommandResult, type RunCommand, tellingLine } from "./_command.ts";
import { type Context, withTicks } from "./_context.ts";
import { diskFull } from "./_disk.ts";
import type { Wheel } from "./wheels.ts";

/** Names of Python; the last is the Windows launcher, often the only one on PATH there. */
export const PYTHONS = ["python3", "python", "py"];

/** How to get Python on a system. */
const INSTALL_PYTHON =
  "Debian, Ubuntu: `apt install python3-pip`; macOS: `brew install python`; Windows: python.org";

/** What Windows answers if a name only opens its store. */
const NO_SUCH_PROGRAM = 9009;

/** The first Python with pip, or else the first without. */
async function findPython(
  run: RunCommand,
): Promise<{ python?: string; withoutPip?: string }> {
  let withoutPip: string | undefined;
  for (const python of PYTHONS) {
    const result = await run([python, "-m", "pip", "--version"]);
    if (result?.code === 0) return { python };
    if (result && result.code !== NO_SUCH_PROGRAM) withoutPip ??= python;
  }
  return { withoutPip };
}

/**
 * The command that starts pip.
 *
 * @throws {InputError} Without Python, or with a Python that has no pip.
 */
export async function findPip(run: RunCommand): Promise<string[]> {
  const { python, withoutPip } = await findPython(run);
  if (python) return [python, "-m", "pip"];
  for (const pip of ["pip3", "pip"]) if ((await run([pip, "--version"]))?.code === 0) return [pip];
  throw noPip("the native engine", withoutPip);
}

/**
 * The Python that runs pip.
 *
 * @param what What it is needed for, as text for the user.
 * @throws {InputError} As {@linkcode findPip}.
 */
export async function requirePython(run: RunCommand, what: string): Promise<string> {
  const { python, withoutPip } = await findPython(run);
  if (python) return python;
  throw noPip(what, withoutPip);
}

function noPip(what: string, withoutPip?: string): InputError {
  const install = `install Python 3 with pip (${INSTALL_PYTHON})`;
  return new InputError(
    withoutPip
      ? `${withoutPip} is here, but it has no pip: ${install}, or run \`${withoutPip} -m ensurepip\``
      : `${what} comes through pip, and there is no Python on PATH: ${install}`,
  );
}

/**
 * Unpack the platform's wheels into a folder, checking their hashes; they are those for Python
 * 3.11, no matter which Python runs pip.
 */
export async function installWheels(
  context: Context,
  pip: string[],
  target: string,
): Promise<void> {
  const { parts, temporary, tools } = context;
  const requirements = `${temporary}/requirements.txt`;
  await Deno.writeTextFile(requirements, requirementsText(parts.wheels));
  const only = ["--no-deps", "--only-binary=:all:", "--python-version", "3.11"];
  const platforms = parts.pipPlatforms.flatMap((platform) => ["--platform", platform]);
  const rest = ["--no-compile", "--require-hashes", "-r", requirements];
  const run = runPip(tools.run, pip, { target, temporary, args: [...only, ...platforms, ...rest] });
  const result = await withTicks(context, "pip", run);
  if (result?.code !== 0) {
    throw pipError(result, { cache: tools.cache, again: "run `deno task setup` again" });
  }
}

/**
 * Run `pip install` into a folder; pip's intermediate files go below a temporary one, on the same
 * disk.
 */
export async function runPip(
  run: RunCommand,
  pip: string[],
  { target, temporary, args }: { target: string; temporary: string; args: string[] },
): Promise<CommandResult | undefined> {
  const scratch = `${temporary}/scratch`;
  await Deno.mkdir(scratch, { recursive: true });
  return await run([...pip, "install", "--no-cache-dir", "--target", target, ...args], {
    env: pipEnvironment(scratch),
  });
}

/** For pip's option `-r`: only these files, regardless of what the package index offers. */
export function requirementsText(wheels: Wheel[]): string {
  return wheels.map((wheel) => `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
    .join("");
}

/** Overrides for user pip settings that would interfere. */
function pipEnvironment(scratch: string): Record<string, string> {
  return {
    PIP_USER: "0",
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_ROOT_USER_ACTION: "ignore",
    TMPDIR: scratch,
  };
}

const NETWORK =
  /NewConnectionError|NameResolutionError|Failed to establish|name resolution|Max retries|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|Connection (refused|reset|aborted)|Network is unreachable|SSLError|certificate verify failed/i;

/** Whether the index lacks a package, or has it in other files than those pinned. */
export function isMissing(result: CommandResult | undefined): boolean {
  return MISSING.test(outputOf(result)) || CHANGED.test(outputOf(result));
}

const MISSING = /No matching distribution|Could not find a version/i;
const CHANGED = /DO NOT MATCH THE HASHES|HashMismatch/i;

function outputOf(result: CommandResult | undefined): string {
  return `${result?.stderr ?? ""}\n${result?.stdout ?? ""}`;
}

/**
 * What went wrong, judging by pip's output.
 *
 * @param options `cache`: the target folder. `again`: how to try again.
 */
export function pipError(
  result: CommandResult | undefined,
  { cache, again }: { cache: string; again: string },
): InputError {
  const text = outputOf(result);
  if (/Errno 28|No space left|Errno 122|quota exceeded/i.test(text)) return diskFull(cache);
  if (CHANGED.test(text)) {
    return new InputError(
      "a downloaded wheel is not the pinned one (its SHA-256 differs): " +
        `${again}; ` +
        "if it stays so, a proxy or mirror changes files, so name another index (PIP_INDEX_URL)",
    );
  }
  if (NETWORK.test(text)) {
    return new InputError(
      "pip reached no package index: check the network (behind a proxy set HTTPS_PROXY, for a mirror PIP_INDEX_URL), " +
        `then ${again}`,
    );
  }
  const line = tellingLine(text);
  if (MISSING.test(text)) {
    return new InputError(
      `pip's index lacks a wheel (${line}): name a complete index (PIP_INDEX_URL), or update pip`,
    );
  }
  return new InputError(
    `pip failed (${line}): ${again}; if it stays so, update pip`,
  );
}
