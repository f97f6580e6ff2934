#!/usr/bin/env bash
# Unpacks the archives of a release into a folder each. Usage: unpack.sh ARCHIVES OUT
set -euo pipefail

mkdir -p "$2"
for archive in "$1"/dockvet-*.tar.gz "$1"/dockvet-*.zip; do
  [[ -f $archive ]] || continue
  (cd "$1" && sha256sum --quiet --check "$(basename "$archive").sha256")
  case $archive in
    *.zip) unzip -q "$archive" -d "$2" ;;
    *) tar -C "$2" -xzf "$archive" ;;
  esac
done
