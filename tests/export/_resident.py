"""Opens an export and answers requests, a JSON line each, as _resident.ts does for Node's runtime.

Arguments: onnx or pytorch, the folder of the export, the file of images, their shape as JSON.
"""

import json, sys, time

import numpy

by, folder, file, shape = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
images = numpy.fromfile(file, "<f4").reshape(shape)  # [N, height, width, channels]

if by == "onnx":
    import onnxruntime

    version = onnxruntime.__version__
    session = onnxruntime.InferenceSession(folder + "/model.onnx", providers=["CPUExecutionProvider"])

    def run(images):
        return session.run(["embeddings"], {"images": images})[0]

else:
    sys.path.insert(0, folder)
    import torch
    from model import load

    version, net = torch.__version__, load(folder + "/model.safetensors")

    def run(images):
        with torch.no_grad():
            return net(torch.from_numpy(images).permute(0, 3, 1, 2)).numpy()


def times(count, repeats):
    for _ in range(repeats):
        start = time.perf_counter()
        run(images[:count])
        yield 1000 * (time.perf_counter() - start)


def answer(count):
    parts = [run(images[first : first + 100]) for first in range(0, count, 100)]
    return numpy.concatenate(parts).flatten().tolist()


print(json.dumps(version), flush=True)
for line in sys.stdin:
    count, repeats = json.loads(line)
    print(json.dumps(list(times(count, repeats)) if repeats > 0 else answer(count)), flush=True)
