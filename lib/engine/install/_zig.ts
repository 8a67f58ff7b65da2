/** The compiler of last resort: a wheel that pip brings, thrown away with the temporary folder. */
import { InputError, messageOf } from "../../errors.ts";
import type { Compiler } from "./_compile.ts";
import type { Context } from "./_context.ts";
import { checkSpace } from "./_disk.ts";
import { formatBytes } from "./_files.ts";
import { pipInstall } from "./_pip.ts";
import { zigWheels } from "./wheels.ts";

/** Unpacked, and together with the downloaded file and its work files. */
const ZIG_BYTES = { unpacked: 413e6, peak: 700e6 };

/**
 * Unpack ziglang into the temporary folder.
 *
 * @param failures Why the machine's own compilers do not serve.
 * @throws {InputError} When pip does not bring it.
 */
export async function installZig(context: Context, failures: string[]): Promise<Compiler> {
  const { parts, report, temporary } = context;
  const target = `${temporary}/zig`;
  report(`compiler: none works here (${failures.join("; ")})`);
  report(`compiler: taking ziglang through pip, ${formatBytes(ZIG_BYTES.unpacked)} unpacked, removed afterwards`);
  const wheel = zigWheels[parts.zigPlatform];
  try {
    checkSpace(context, ZIG_BYTES.peak, "the compiler ziglang");
    await pipInstall(context, { wheels: [wheel], platforms: [parts.zigPlatform], target });
  } catch (error) {
    throw new InputError(
      `no C++ compiler works here (${failures.join("; ")}), and pip does not bring ziglang (${
        messageOf(error)
      }): install one ` +
        "(Debian, Ubuntu: `apt install g++`; macOS: `xcode-select --install`) and run `deno task setup` again",
    );
  }
  const env = { ZIG_GLOBAL_CACHE_DIR: `${temporary}/zig-cache`, ZIG_LOCAL_CACHE_DIR: `${temporary}/zig-cache` };
  return { name: `${wheel.name} ${wheel.version}`, command: [`${target}/ziglang/zig`, "c++"], env };
}
