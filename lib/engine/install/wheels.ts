/**
 * The Python wheels that contain the native library, pinned by version and hash. No Python runs
 * once they are unpacked.
 */

/** One wheel file: pip rejects any other content. */
export interface Wheel {
  name: string;
  version: string;
  /** SHA-256 of the file, hexadecimal. */
  sha256: string;
}

/** Version of TensorFlow on every platform. */
export const TENSORFLOW = "2.21.0";

function tensorflow(name: string, sha256: string): Wheel {
  return { name, version: TENSORFLOW, sha256 };
}

/** `tensorflow-cpu` for Linux x64. */
export const linuxX64: Wheel[] = [
  tensorflow("tensorflow-cpu", "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c"),
];

/**
 * `tensorflow` for Linux arm64: `tensorflow-cpu` has no wheel there, and this one has no CUDA
 * kernels.
 */
export const linuxArm64: Wheel[] = [
  tensorflow("tensorflow", "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c"),
];

/** `tensorflow` for Apple silicon. */
export const macArm64: Wheel[] = [
  tensorflow("tensorflow", "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88"),
];

/** `tensorflow` for Windows x64, without CUDA kernels; `tensorflow-cpu` is the same there. */
export const windowsX64: Wheel[] = [
  tensorflow("tensorflow", "0064a19bdc054a4b7c5e7e21cdf50ce38a114c2bada578b4f5267a37410f6784"),
];

/** `tensorflow` with CUDA kernels, and the twelve wheels of its extra `and-cuda`. */
export const linuxX64Cuda: Wheel[] = [
  tensorflow("tensorflow", "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124"),
  nvidia("cublas", "12.9.3.13", "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72"),
  nvidia(
    "cuda-cupti",
    "12.9.79",
    "096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f",
  ),
  nvidia(
    "cuda-nvcc",
    "12.9.86",
    "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
  ),
  nvidia(
    "cuda-nvrtc",
    "12.9.86",
    "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
  ),
  nvidia(
    "cuda-runtime",
    "12.9.79",
    "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
  ),
  nvidia("cudnn", "9.28.0.42", "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375"),
  nvidia("cufft", "11.4.1.4", "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28"),
  nvidia(
    "curand",
    "10.3.10.19",
    "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
  ),
  nvidia(
    "cusolver",
    "11.7.5.82",
    "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
  ),
  nvidia(
    "cusparse",
    "12.5.10.65",
    "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
  ),
  nvidia("nccl", "2.32.3", "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c"),
  nvidia(
    "nvjitlink",
    "12.9.86",
    "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
  ),
];

function nvidia(name: string, version: string, sha256: string): Wheel {
  return { name: `nvidia-${name}-cu12`, version, sha256 };
}
