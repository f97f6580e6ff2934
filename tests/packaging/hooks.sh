#!/usr/bin/env bash
# Runs the hooks by pre-commit in a repository with spaces in names: findings fail, clean files pass, fixes change them.
# Usage: hooks.sh PROGRAM [FOLDER-OF-PRE-COMMIT]
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$(realpath "$1")" "$scratch/bin/dockvet"
export PATH="$scratch/bin:${2:+$2:}$PATH" PRE_COMMIT_HOME=${PRE_COMMIT_HOME:-$scratch/home}
export GIT_CONFIG_GLOBAL=$scratch/gitconfig
git config --global user.name nobody
git config --global user.email nobody@example.org
git config --global init.defaultBranch main

# The hooks as they are here, committed or not.
hooks=$scratch/hooks
git init -q "$hooks"
cp .pre-commit-hooks.yaml "$hooks/"
git -C "$hooks" add .
git -C "$hooks" commit -qm hooks

mkdir -p "$scratch/project/my app"
cd "$scratch/project"
git init -q
printf 'FROM debian:bookworm-slim\nENV A b\nRUN sudo true\nUSER 1000\nCMD ["true"]\n' >"my app/Dockerfile"
printf 'FROM scratch\nCOPY --chmod=755 tool /tool\nUSER 65532\nENTRYPOINT ["/tool"]\n' >tool.dockerfile
printf '*\n!tool\n' >.dockerignore
: >tool
printf 'FROM nothing here\n' >Dockerfile.md
printf '[rules]\nlegacy-key-value = "warning"\n' >dockvet.toml
git add .

# hook ID: runs one over all files, with the program that is there in the place of an installed one.
hook() {
  printf 'repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: %s\n    language: system\n' \
    "$hooks" "$(git -C "$hooks" rev-parse HEAD)" "$1" >"$scratch/config.yaml"
  pre-commit run --config "$scratch/config.yaml" --all-files >"$scratch/said" 2>&1
}
must() {
  if ! "${@:2}"; then
    cat "$scratch/said"
    echo "$1"
    exit 1
  fi
}
fails() {
  ! "$@"
}

must "findings fail" fails hook dockvet
must "they are told" grep -q 'my app/Dockerfile:3.*\|run-command-missing' "$scratch/said"
must "Markdown is no Dockerfile" fails grep -q 'Dockerfile.md' "$scratch/said"
must "a fix fails, as it changes the file" fails hook dockvet-fix
must "it is said so" grep -q 'files were modified' "$scratch/said"
must "the file is mended" grep -q '^ENV A=b$' "my app/Dockerfile"
git add .
must "nothing is left to mend" hook dockvet-fix
must "other findings still fail" fails hook dockvet-repository
sed -i '/sudo/d' "my app/Dockerfile"
git add .
must "clean files pass" hook dockvet
must "a clean repository passes" hook dockvet-repository
must "the installed one runs too" hook dockvet-system
printf 'exclude = ["my app/**", "*.dockerfile"]\n' >dockvet.toml
must "only excluded files are no mistake" hook dockvet
printf 'no-such-key = 1\n' >dockvet.toml
must "a broken configuration fails" fails hook dockvet

# As users have it: pre-commit builds the program. `--profile dev` is the quick way.
if [[ ${DOCKVET_SLOW:-} == 1 ]]; then
  rm dockvet.toml
  export CARGO_TARGET_DIR=$root/target MATURIN_PEP517_ARGS="--profile dev"
  must "the hook builds and runs" pre-commit try-repo "$root" dockvet --all-files
fi
echo "hooks hold"
