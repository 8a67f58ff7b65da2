/** Python programs that open what was exported. */

/** Whether Python has these packages; says what is missing where it has not. */
export async function pythonHas(test: string, ...packages: string[]): Promise<boolean> {
  const { success } = await run(`import ${packages.join(", ")}`, []);
  if (!success) console.log(`${test}: skipped, needs: pip install ${packages.join(" ")}`);
  return success;
}

/** What a program prints as JSON. */
export async function python<T>(program: string, ...args: string[]): Promise<T> {
  const { success, stdout, stderr } = await run(program, args);
  if (!success) throw new Error(stderr);
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

async function run(program: string, args: string[]) {
  const command = new Deno.Command("python3", {
    args: ["-c", program, ...args],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { success, stdout, stderr } = await command.output().catch(() => ({
    success: false,
    stdout: new Uint8Array(),
    stderr: new Uint8Array(),
  }));
  return { success, stdout: text(stdout), stderr: text(stderr) };
}
