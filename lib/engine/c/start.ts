/** Starting TensorFlow: a context, and the devices it found. */
import { cName, textAt } from "./c_string.ts";
import { type ContextConfig, encodeConfig } from "./config.ts";
import type { Status } from "./status.ts";
import type { Symbols } from "./symbols.ts";

/** A context. It lives as long as the process. */
export function newContext(c: Symbols, status: Status, config: ContextConfig): Deno.PointerValue {
  const options = c.TFE_NewContextOptions(), bytes = encodeConfig(config);
  try {
    c.TFE_ContextOptionsSetConfig(options, bytes, BigInt(bytes.length), status.pointer);
    status.check(() => "TensorFlow's settings");
    const context = c.TFE_NewContext(options, status.pointer);
    status.check(() => "TensorFlow's start");
    return context;
  } finally {
    c.TFE_DeleteContextOptions(options);
  }
}

/** Where ops run. */
export interface Device {
  kind: "gpu" | "cpu";
  /** Its name for C. */
  name: Uint8Array<ArrayBuffer>;
}

/** The first GPU that TensorFlow sees, else the CPU. */
export function chooseDevice(c: Symbols, status: Status, context: Deno.PointerValue): Device {
  const list = c.TFE_ContextListDevices(context, status.pointer);
  status.check(() => "TensorFlow's devices");
  const devices = Array.from({ length: c.TF_DeviceListCount(list) }, (_, i) => ({
    type: textAt(c.TF_DeviceListType(list, i, status.pointer)),
    name: cName(textAt(c.TF_DeviceListName(list, i, status.pointer))),
  }));
  c.TF_DeleteDeviceList(list);
  const gpu = devices.find(({ type }) => type === "GPU");
  const chosen = gpu ?? devices.find(({ type }) => type === "CPU");
  if (!chosen) throw new Error("TensorFlow found no device, not even the CPU");
  return { kind: gpu ? "gpu" : "cpu", name: chosen.name };
}
