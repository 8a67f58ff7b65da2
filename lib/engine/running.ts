/** The engine starts once, when this module is first imported. */
import { type EngineInfo, startEngine } from "./start.ts";

const running = await startEngine();
if (running.backend !== "native" && !Deno.env.get("MARGIN_QUIET")) console.error(`engine: ${running.description}`);

/** Which engine runs. */
export function engineInfo(): EngineInfo {
  return running;
}
