#!/usr/bin/env bash
# Measures training on a GPU, within ten minutes and without a network: run.sh [--dry-run] [CARRY [LIBRARIES]]; see README.md.
set -uo pipefail
cd "$(dirname "$0")/../.."
dry=""
if [ "${1:-}" = "--dry-run" ]; then dry=yes && shift; fi
carry=${1:-} libraries=${2:-}
out=${OUT:-runs/gpu}
mkdir -p "$out"
out=$(cd "$out" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export MARGIN_QUIET=1 NO_COLOR=1 DENO_NO_UPDATE_CHECK=1

if [ -n "$carry" ]; then
  mkdir -p "$tmp/carry" && xz -dc "$carry/carry.tar.xz" | tar -x -C "$tmp/carry"
  export PATH="$tmp/carry/bin:$PATH" DENO_DIR="$tmp/carry/deno"
fi
deno=$(command -v deno) || { echo "gpu: there is no deno here; carry one, see tests/gpu/README.md"; exit 1; }
if [ -n "$dry" ]; then images=512 batch=64 steps=2; else images=12288 batch=1024 steps=30; fi

# step NAME SECONDS COMMAND…: its output goes to a file and, in short, to the screen; a failure is told and does not end the script.
step() {
  local name=$1 seconds=$2
  shift 2
  echo "== $name"
  timeout "$seconds" "$@" >"$out/$name.txt" 2>&1
  local code=$?
  grep -E '^(engine|note|epoch|precision|\{|[A-Za-z ]*[Ee]rror|deno task)' "$out/$name.txt" | tail -n 6 | cut -c1-300
  [ "$code" = 0 ] || echo "gpu: $name ended with exit code $code (124: its time was up); the rest is in $out/$name.txt"
}
train() { echo "$deno run -A --no-lock lib/cli/train.ts --limit $images --epochs 2 --out $tmp/$1 ${*:2}"; }
# steps COMMAND…: starts a program of lib/course/bench and asks it three times for so many training steps.
steps() { (for _ in 1 2 3; do echo $steps; done) | "$@" --batch "$batch"; }
ours() { steps "$deno" run -A --no-lock lib/course/bench/our_steps.ts "$@"; }
torch() { steps python3 lib/course/bench/torch_steps.py "$@"; }
export -f steps ours torch
export deno steps batch

{ nvidia-smi -L || echo "no NVIDIA GPU"; "$deno" --version; python3 -c 'import torch; print("torch", torch.__version__)'; } \
  >"$out/machine.txt" 2>&1
head -n 3 "$out/machine.txt"

# shellcheck disable=SC2046 # the command is words
step webgpu-train 150 env MARGIN_ENGINE=webgpu $(train webgpu)

if python3 -c 'import torch' 2>/dev/null; then
  step torch-float32 60 bash -c 'torch --variant best'
  step torch-tf32 60 bash -c 'torch --variant best --tf32'
  step torch-bfloat16 60 bash -c 'torch --variant best --autocast'
fi

if [ -n "$libraries" ]; then
  # CUDA's libraries under the names that TensorFlow opens: its own, else whatever version this machine has.
  mkdir -p "$tmp/links"
  for name in cudart.so.12 cublas.so.12 cublasLt.so.12 cufft.so.11 cusolver.so.11 cusparse.so.12 cudnn.so.9 nccl.so.2 cupti.so.12; do
    found=$(find -L "$libraries/nvidia" "$libraries/cuda12" /usr/local/cuda*/lib64 /usr/lib/x86_64-linux-gnu \
      $(python3 -c 'import site; print(*site.getsitepackages())' 2>/dev/null) -name "lib${name%%.*}.so*" 2>/dev/null |
      awk -v wanted="lib$name" '{ n = split($0, part, "/"); print (part[n] == wanted ? 0 : 1), $0 }' | sort -n | head -n 1 | cut -d' ' -f2-)
    [ -n "$found" ] && ln -sf "$found" "$tmp/links/lib$name"
  done
  ls -l "$tmp/links" >"$out/cuda-links.txt"
  export LD_LIBRARY_PATH="$tmp/links${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" MARGIN_CACHE="$tmp/cache"
  "$deno" run -A --no-lock tests/gpu/place_engine.ts "$libraries"
fi
export MARGIN_ENGINE=native
step native-float32 60 bash -c 'NVIDIA_TF32_OVERRIDE=0 ours'
step native-tf32 60 bash -c ours
step native-bfloat16 60 bash -c 'ours --precision bfloat16'
# shellcheck disable=SC2046
step native-train 60 $(train native)
# shellcheck disable=SC2046
step native-train-bfloat16 60 $(train native-bfloat16 --precision bfloat16)
for run in webgpu native native-bfloat16; do
  [ -f "$tmp/$run/log.jsonl" ] && cp "$tmp/$run/log.jsonl" "$out/$run.jsonl"
done
echo "gpu: results are in $out"
