#!/usr/bin/env bash
# Holds that the tag, Cargo.toml, the changelog, the hooks and the image say the same version, and puts it out.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
fail() {
  echo "::error::$*"
  exit 1
}
grep -qF "ghcr.io/dockvet/dockvet:$version " .pre-commit-hooks.yaml || fail ".pre-commit-hooks.yaml names another image than $version"
grep -qF "ARG VERSION=$version" Dockerfile || fail "the Dockerfile has another version than $version"
grep -qF "\"version\": \"$version\"" editors/vscode/package.json || fail "editors/vscode/package.json has another version than $version"
if [[ ${GITHUB_REF:-} == refs/tags/* ]]; then
  [[ ${GITHUB_REF#refs/tags/} == "v$version" ]] || fail "the tag ${GITHUB_REF#refs/tags/} is not v$version"
  grep -qF "## [$version]" CHANGELOG.md || fail "CHANGELOG.md says nothing of $version"
fi
echo "version=$version" >>"${GITHUB_OUTPUT:-/dev/stdout}"
