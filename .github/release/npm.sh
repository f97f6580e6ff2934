#!/usr/bin/env bash
# Packs the npm packages of a release: those for one system into OUT/systems, the main one into OUT/main.
# Usage: npm.sh ARCHIVES OUT
set -euo pipefail
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bash .github/release/unpack.sh "$1" "$scratch/programs"
node npm/assemble.mjs "$scratch/programs" "$scratch/packages"
mkdir -p "$2/systems" "$2/main"
out=$(cd "$2" && pwd)
for package in "$scratch"/packages/*/; do
  case $(basename "$package") in
    dockvet) to=$out/main ;;
    *) to=$out/systems ;;
  esac
  (cd "$package" && npm pack --silent --pack-destination "$to")
done
