#!/usr/bin/env bash
# Packs the extension for VS Code: once for each system with the program in it, and once without, for all others.
# Usage: extension.sh ARCHIVES OUT
set -euo pipefail
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bash .github/release/unpack.sh "$1" "$scratch/programs"
mkdir -p "$2"
out=$(cd "$2" && pwd)
cd editors/vscode
npm ci --no-audit --no-fund
npm test
npm run package -- --out "$out/dockvet.vsix"

pack() {
  local system=$1 target=$2 ending=${3:-}
  [[ -d $scratch/programs/dockvet-$target ]] || return 0
  mkdir -p bundled
  cp "$scratch/programs/dockvet-$target/dockvet$ending" bundled/
  npm run package -- --target "$system" --out "$out/dockvet-$system.vsix"
  rm -rf bundled
}
pack linux-x64 x86_64-unknown-linux-gnu
pack linux-arm64 aarch64-unknown-linux-gnu
pack alpine-x64 x86_64-unknown-linux-musl
pack alpine-arm64 aarch64-unknown-linux-musl
pack darwin-x64 x86_64-apple-darwin
pack darwin-arm64 aarch64-apple-darwin
pack win32-x64 x86_64-pc-windows-msvc .exe
pack win32-arm64 aarch64-pc-windows-msvc .exe
