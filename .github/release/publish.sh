#!/usr/bin/env bash
# Makes the release on GitHub from the files of a folder, with what the changelog says of the version.
# Usage: publish.sh VERSION FILES
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
notes=$(mktemp)
awk -v heading="## [$version]" 'index($0, heading) == 1 { on = 1; next } /^## \[/ { on = 0 } on' CHANGELOG.md >"$notes"
more=()
case $version in *-*) more+=(--prerelease) ;; esac
gh release create "v$version" --verify-tag --title "v$version" --notes-file "$notes" ${more[@]+"${more[@]}"} "$2"/*
