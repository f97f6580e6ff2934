#!/usr/bin/env bash
# Puts the program of a release into the runner's folder for temporary files and holds it against its checksum.
# Goes with the bash 3.2 of macOS. DOCKVET_BIN names a program that is there already; DOCKVET_RELEASES
# is where releases are, if not on GitHub.
set -euo pipefail

fail() {
  echo "::error title=dockvet::$*"
  exit 2
}

put() {
  echo "$1=$2" >>"$GITHUB_OUTPUT"
}

if [[ -n ${DOCKVET_BIN:-} ]]; then
  [[ -x $DOCKVET_BIN ]] || fail "DOCKVET_BIN names no program"
  put program "$DOCKVET_BIN"
  "$DOCKVET_BIN" --version
  exit 0
fi

version=${DOCKVET_VERSION:-}
if [[ -z $version ]]; then
  version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1)
fi
version=${version#v}
[[ $version == latest || $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
  fail "the input \`version\` is neither a version nor \`latest\`"

ending=tar.gz
case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
  # The static one runs in every container.
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64 | Windows-ARM64) target=x86_64-pc-windows-msvc ending=zip ;;
  *) fail "there is no release for ${RUNNER_OS:-this system} on ${RUNNER_ARCH:-this processor}: set DOCKVET_BIN" ;;
esac

releases=${DOCKVET_RELEASES:-https://github.com/dockvet/dockvet/releases}
case $version in
  latest) from=$releases/latest/download ;;
  *) from=$releases/download/v$version ;;
esac

name=dockvet-$target
folder=$RUNNER_TEMP/dockvet-$version
mkdir -p "$folder"
cd "$folder"
for file in "$name.$ending" "$name.$ending.sha256"; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$from/$file" || fail "cannot fetch $from/$file"
done

if command -v sha256sum >/dev/null; then
  sum=$(sha256sum "$name.$ending")
else
  sum=$(shasum -a 256 "$name.$ending")
fi
wanted=$(cut -d ' ' -f 1 "$name.$ending.sha256")
[[ -n $wanted && ${sum%% *} == "$wanted" ]] || fail "$name.$ending is not what its checksum says"

case $ending in
  zip) unzip -q -o "$name.$ending" && program=$folder/$name/dockvet.exe ;;
  *) tar -xzf "$name.$ending" && program=$folder/$name/dockvet ;;
esac
"$program" --version
put program "$program"
echo "$folder/$name" >>"$GITHUB_PATH"
