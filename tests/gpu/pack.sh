#!/usr/bin/env bash
# Packs Deno and the npm packages that training takes into one archive, for a machine without a network: pack.sh FOLDER
set -euo pipefail
out=${1:?"usage: pack.sh FOLDER"}
cd "$(dirname "$0")/../.."
mkdir -p "$out"
out=$(cd "$out" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
deno=$(command -v deno || npx -y -p deno@2.9.6 -c 'command -v deno')
deno=$(deno eval 'console.log(Deno.execPath())' 2>/dev/null || npx -y deno@2.9.6 eval 'console.log(Deno.execPath())')
mkdir -p "$tmp/carry/bin"
cp "$deno" "$tmp/carry/bin/deno"
DENO_DIR="$tmp/carry/deno" "$deno" cache --quiet --no-lock \
  lib/cli/train.ts lib/cli/train/run.ts lib/course/bench/our_steps.ts tests/gpu/place_engine.ts
# What only browsers, type checkers and the addon's build want.
find "$tmp/carry/deno" \( -name '*.map' -o -name '*.d.ts' -o -name '*.cc' -o -name '*.min.js' \) -delete
rm -rf "$tmp"/carry/deno/{gen,check_cache*,*_cache_v*,dep_analysis*}
tar -C "$tmp/carry" -c . | xz -T0 -6 >"$out/carry.tar.xz"
ls -l "$out"
