/**
 * TensorFlow writes two informational lines to stderr while its libraries load, before any of its
 * settings can stop them. So the process's stderr is redirected to nowhere meanwhile. Loading
 * errors are thrown, not written, and stay visible.
 */
const STDERR = 2;
const WRITE_ONLY = 1;

/**
 * Run something with the process's stderr (the file descriptor, not `console.error`) switched off.
 */
export function withoutStderr<T>(load: () => T): T {
  const c = openC();
  if (!c) return load();
  const { dup, dup2, open, close } = c.symbols;
  const saved = dup(STDERR);
  const nowhere = open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  dup2(nowhere, STDERR);
  try {
    return load();
  } finally {
    dup2(saved, STDERR);
    for (const descriptor of [saved, nowhere]) close(descriptor);
    c.close();
  }
}

function openC() {
  const name = { linux: "libc.so.6", darwin: "libSystem.dylib" }[Deno.build.os as string];
  try {
    return name === undefined ? undefined : Deno.dlopen(name, {
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      open: { parameters: ["buffer", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
  } catch {
    return undefined; // only noise is lost
  }
}
