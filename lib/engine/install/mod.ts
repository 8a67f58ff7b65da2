/**
 * Installation of the native engine. Cheap to import: loads nothing of TensorFlow, downloads
 * nothing.
 */
export { cacheDirectory } from "./cache.ts";
export { DECODED_IMAGES, JUPYTER_KERNELS, JUPYTER_SETTINGS } from "./cache_names.ts";
export { type FileLock, type Holder, takeLock } from "./file_lock.ts";
export { lastError, runCommand, tellingLine } from "./_command.ts";
export { requirePython } from "./_pip.ts";
export { installNativeEngine, type InstallOptions } from "./install.ts";
export { currentMachine, type Machine } from "./machine.ts";
export { findNativeEngine, type NativeEngine } from "./manifest.ts";
export {
  ensurePipFolder,
  findPipFolder,
  type PipFolder,
  type PipFolderOptions,
} from "./pip_folder.ts";
export { type NativeParts, type Plan, planFor } from "./platforms.ts";
export { removeNativeEngine } from "./remove.ts";
export { platformTable } from "./table.ts";
export { waitForLock } from "./wait_for_lock.ts";
