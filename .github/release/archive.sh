#!/usr/bin/env bash
# Packs the program that was built for a target, with its completions, manual page and licences, and tries what was packed.
# Usage: archive.sh TARGET OUT [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
ending=
case $target in *windows*) ending=.exe ;; esac
program=${3:-target/$target/release/dockvet$ending}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
name=dockvet-$target
folder=$scratch/$name
mkdir -p "$folder/completions" "$folder/man"
cp "$program" "$folder/dockvet$ending"
cp README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$folder/"
"$folder/dockvet$ending" completions bash >"$folder/completions/dockvet.bash"
"$folder/dockvet$ending" completions zsh >"$folder/completions/_dockvet"
"$folder/dockvet$ending" completions fish >"$folder/completions/dockvet.fish"
"$folder/dockvet$ending" completions powershell >"$folder/completions/_dockvet.ps1"
"$folder/dockvet$ending" completions elvish >"$folder/completions/dockvet.elv"
"$folder/dockvet$ending" man >"$folder/man/dockvet.1"

case $target in
  *windows*)
    archive=$name.zip
    rm -f "$out/$archive"
    (cd "$scratch" && 7z a -bso0 "$out/$archive" "$name")
    ;;
  *)
    archive=$name.tar.gz
    # The same files give the same archive, as far as tar can do that.
    if tar --version 2>/dev/null | grep -q GNU; then
      tar -C "$scratch" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -n >"$out/$archive"
    else
      tar -C "$scratch" -czf "$out/$archive" "$name"
    fi
    ;;
esac
cd "$out"
if command -v sha256sum >/dev/null; then
  sha256sum "$archive" >"$archive.sha256"
else
  shasum -a 256 "$archive" >"$archive.sha256"
fi

mkdir "$scratch/unpacked"
case $archive in
  *.zip) 7z x -bso0 -o"$scratch/unpacked" "$archive" ;;
  *) tar -C "$scratch/unpacked" -xzf "$archive" ;;
esac
"$scratch/unpacked/$name/dockvet$ending" --version
