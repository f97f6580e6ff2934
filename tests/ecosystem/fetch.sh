#!/usr/bin/env bash
# fetch.sh FOLDER: checks out the repositories of `repositories.toml` below FOLDER, each at its commit and without its
# history. What is there already stays.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?the folder to check out into}
mkdir -p "$folder"
sed -n 's/.*repository = "\(.*\)", commit = "\(.*\)".*/\1 \2/p' "$here/repositories.toml" |
  while read -r repository commit; do
    into="$folder/${repository/\//+}"
    if [[ -e "$into/.git" ]]; then
      continue
    fi
    echo "$repository"
    git init --quiet "$into"
    git -C "$into" fetch --quiet --depth 1 "https://github.com/$repository" "$commit"
    GIT_LFS_SKIP_SMUDGE=1 git -C "$into" checkout --quiet --detach FETCH_HEAD
  done
