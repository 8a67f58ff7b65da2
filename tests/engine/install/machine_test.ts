import { assert, assertEquals, assertFalse } from "@std/assert";
import { cacheDirectory } from "../../../lib/engine/install/cache.ts";
import { hasNvidiaDriver, isOnPath, type Probe } from "../../../lib/engine/install/machine.ts";

function probe(files: string[], environment: Record<string, string> = {}): Probe {
  return { exists: (path) => files.includes(path), environment: (name) => environment[name] };
}

Deno.test("hasNvidiaDriver() sees a loaded driver", () => {
  assert(hasNvidiaDriver(probe(["/proc/driver/nvidia/version"])));
  assertFalse(hasNvidiaDriver(probe([])));
});

Deno.test("hasNvidiaDriver() sees nvidia-smi on PATH only", () => {
  const files = ["/usr/lib/wsl/lib/nvidia-smi"];
  assert(hasNvidiaDriver(probe(files, { PATH: "/bin::/usr/lib/wsl/lib" })));
  assertFalse(hasNvidiaDriver(probe(files, { PATH: "/bin:/usr/bin" })));
});

Deno.test("isOnPath() looks into each folder of PATH", () => {
  const here = probe(["/opt/python/python311.dll", "/python311.dll"], {
    PATH: "/bin::/opt/python",
  });
  assert(isOnPath("python311.dll", here));
  assertFalse(isOnPath("python312.dll", here));
  assertFalse(isOnPath("python311.dll", probe(["/python311.dll"], { PATH: "" })));
});

Deno.test("hasNvidiaDriver() says no where MARGIN_NVIDIA=0 asks for the CPU engine", () => {
  assertFalse(hasNvidiaDriver(probe(["/proc/driver/nvidia/version"], { MARGIN_NVIDIA: "0" })));
});

// os, environment → folder
const folders: [string, Record<string, string>, string][] = [
  ["linux", { HOME: "/home/ada" }, "/home/ada/.cache/margin-losses"],
  ["linux", { HOME: "/home/ada", XDG_CACHE_HOME: "" }, "/home/ada/.cache/margin-losses"],
  ["linux", { HOME: "/home/ada", XDG_CACHE_HOME: "/var/c" }, "/var/c/margin-losses"],
  [
    "darwin",
    { HOME: "/Users/ada", XDG_CACHE_HOME: "/x" },
    "/Users/ada/Library/Caches/margin-losses",
  ],
  [
    "windows",
    { LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" },
    "C:\\Users\\ada\\AppData\\Local\\margin-losses",
  ],
  ["windows", { LOCALAPPDATA: "C:\\l", MARGIN_CACHE: "D:/big/disk/" }, "D:\\big\\disk"],
  [
    "windows",
    { LOCALAPPDATA: "C:\\l", MARGIN_CACHE: "\\\\server\\share\\disk" },
    "\\\\server\\share\\disk",
  ],
  ["linux", { HOME: "/home/ada", MARGIN_CACHE: "/big/disk/" }, "/big/disk"],
  ["linux", { HOME: "/home/ada", MARGIN_CACHE: "here" }, `${Deno.cwd()}/here`],
];

for (const [os, environment, expected] of folders) {
  Deno.test(`cacheDirectory() on ${os} with ${JSON.stringify(environment)} is ${expected.replace(Deno.cwd(), ".")}`, () => {
    assertEquals(cacheDirectory({ os, environment: (name) => environment[name] }), expected);
  });
}
