/** Sets the engine up for a training: `deno task train` starts it in a process of its own. */
import { prepareEngine } from "./train/prepare.ts";

await prepareEngine({ quiet: Deno.args.includes("--quiet") });
