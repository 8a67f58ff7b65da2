/**
 * The functions of TensorFlow's C API that the engine calls, as its headers declare them
 * (`tensorflow/c/c_api.h`, `eager/c_api.h`).
 */

const pointer = "pointer", buffer = "buffer", nothing = "void", int = "i32", size = "usize";

/** Common to all attribute setters: the op and the attribute's name. */
const attribute = [pointer, buffer] as const;
/** An array of values and its length. */
const list = [buffer, int] as const;

const symbols = {
  TF_Version: { parameters: [], result: pointer },

  TF_NewStatus: { parameters: [], result: pointer },
  TF_GetCode: { parameters: [pointer], result: int },
  TF_Message: { parameters: [pointer], result: pointer },

  TFE_NewContextOptions: { parameters: [], result: pointer },
  TFE_ContextOptionsSetConfig: { parameters: [pointer, buffer, size, pointer], result: nothing },
  TFE_ContextClearCaches: { parameters: [pointer], result: nothing },
  TFE_DeleteContextOptions: { parameters: [pointer], result: nothing },
  TFE_NewContext: { parameters: [pointer, pointer], result: pointer },
  TFE_ContextListDevices: { parameters: [pointer, pointer], result: pointer },
  TF_DeviceListCount: { parameters: [pointer], result: int },
  TF_DeviceListName: { parameters: [pointer, int, pointer], result: pointer },
  TF_DeviceListType: { parameters: [pointer, int, pointer], result: pointer },
  TF_DeleteDeviceList: { parameters: [pointer], result: nothing },

  TF_AllocateTensor: { parameters: [int, buffer, int, size], result: pointer },
  TF_TensorData: { parameters: [pointer], result: pointer },
  TF_TensorByteSize: { parameters: [pointer], result: size },
  TF_DeleteTensor: { parameters: [pointer], result: nothing },

  TF_StringInit: { parameters: [pointer], result: nothing },
  TF_StringCopy: { parameters: [pointer, buffer, size], result: nothing },
  TF_StringGetDataPointer: { parameters: [pointer], result: pointer },
  TF_StringGetSize: { parameters: [pointer], result: size },
  TF_StringDealloc: { parameters: [pointer], result: nothing },

  TFE_NewTensorHandle: { parameters: [pointer, pointer], result: pointer },
  TFE_DeleteTensorHandle: { parameters: [pointer], result: nothing },
  TFE_TensorHandleDataType: { parameters: [pointer], result: int },
  TFE_TensorHandleNumDims: { parameters: [pointer, pointer], result: int },
  TFE_TensorHandleDim: { parameters: [pointer, int, pointer], result: "i64" },
  TFE_TensorHandleResolve: { parameters: [pointer, pointer], result: pointer },
  TFE_TensorHandleCopyToDevice: {
    parameters: [pointer, pointer, buffer, pointer],
    result: pointer,
  },

  TFE_NewOp: { parameters: [pointer, buffer, pointer], result: pointer },
  TFE_DeleteOp: { parameters: [pointer], result: nothing },
  TFE_OpAddInput: { parameters: [pointer, pointer, pointer], result: nothing },
  TFE_OpGetAttrType: { parameters: [pointer, buffer, buffer, pointer], result: int },
  TFE_Execute: { parameters: [pointer, buffer, buffer, pointer], result: nothing },

  TFE_OpSetAttrString: { parameters: [...attribute, buffer, size], result: nothing },
  TFE_OpSetAttrInt: { parameters: [...attribute, "i64"], result: nothing },
  TFE_OpSetAttrFloat: { parameters: [...attribute, "f32"], result: nothing },
  TFE_OpSetAttrBool: { parameters: [...attribute, "u8"], result: nothing },
  TFE_OpSetAttrType: { parameters: [...attribute, int], result: nothing },
  TFE_OpSetAttrShape: { parameters: [...attribute, ...list, pointer], result: nothing },
  TFE_OpSetAttrTensor: { parameters: [...attribute, pointer, pointer], result: nothing },
  TFE_OpSetAttrFunctionName: { parameters: [...attribute, buffer, size], result: nothing },
  TFE_OpSetAttrStringList: { parameters: [...attribute, buffer, ...list], result: nothing },
  TFE_OpSetAttrIntList: { parameters: [...attribute, ...list], result: nothing },
  TFE_OpSetAttrFloatList: { parameters: [...attribute, ...list], result: nothing },
  TFE_OpSetAttrBoolList: { parameters: [...attribute, ...list], result: nothing },
  TFE_OpSetAttrTypeList: { parameters: [...attribute, ...list], result: nothing },
  TFE_OpSetAttrShapeList: { parameters: [...attribute, buffer, ...list, pointer], result: nothing },
  TFE_OpSetAttrFunctionList: { parameters: [...attribute, ...list], result: nothing },
} as const;

/** The library's functions. */
export type Symbols = Deno.DynamicLibrary<typeof symbols>["symbols"];

/**
 * Load TensorFlow's library.
 *
 * @param path The file that holds the C API: `libtensorflow_cc.so.2`, or its equivalent on macOS
 * and Windows.
 * @throws When it is missing, is built for another machine, or lacks a function.
 */
export function openLibrary(path: string): Symbols {
  return Deno.dlopen(path, symbols).symbols;
}
