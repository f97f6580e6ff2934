#!/usr/bin/env bash
# Makes the npm packages of a program, installs their archives into a clean folder, and runs what is there.
# Usage: npm.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/../.."

program=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_cache=$scratch/cache

target=$(rustc -vV | sed -n 's/^host: //p')
mkdir -p "$scratch/programs/dockvet-$target" "$scratch/tarballs" "$scratch/project"
cp "$program" "$scratch/programs/dockvet-$target/dockvet"
node npm/assemble.mjs "$scratch/programs" "$scratch/packages"
for package in "$scratch"/packages/*/; do
  (cd "$package" && npm pack --silent --pack-destination "$scratch/tarballs")
done

cd "$scratch/project"
npm init --yes >/dev/null
# `--ignore-scripts` shows that nothing needs to run; `--offline` that nothing is fetched.
npm install --silent --ignore-scripts --offline "$scratch"/tarballs/*.tgz
version=$(npx --no-install dockvet --version)
[[ $version == "$("$program" --version)" ]]
printf 'FROM debian:bookworm-slim\nRUN sudo true\n' >Dockerfile
code=0
npx --no-install dockvet --format short >out.txt || code=$?
[[ $code -eq 1 ]] && grep -q run-command-missing out.txt
code=0
npx --no-install dockvet --no-such-option 2>/dev/null || code=$?
[[ $code -eq 2 ]]
printf 'FROM scratch\n' | node_modules/.bin/dockvet --isolated --select script-crlf -

# Without the package of this system the message says why.
rm -rf node_modules/@dockvet
code=0
node_modules/.bin/dockvet --version 2>err.txt || code=$?
[[ $code -eq 2 ]] && grep -q 'omit=optional' err.txt
# Closed ends and signals are as without the launcher.
DOCKVET_BIN=$program node_modules/.bin/dockvet rules | head -n 1 >/dev/null
echo "npm: $version, from $(cd "$scratch/tarballs" && echo *.tgz)"
