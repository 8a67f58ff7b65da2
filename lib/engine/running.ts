/** The engine starts once, when this module is first imported. */
import { environmentVariable } from "../platform.ts";
import { type EngineInfo, startEngine } from "./start.ts";

const running = await startEngine();
if (running.backend !== "native" && !environmentVariable("MARGIN_QUIET")) {
  console.error(`engine: ${running.description}`);
}

/** The running engine. */
export function engineInfo(): EngineInfo {
  return running;
}
