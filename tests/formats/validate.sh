#!/usr/bin/env bash
# Holds our formats against the programs and schemas that read them. What cannot be had is said and left out.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=target/formats
python_packages=(jsonschema==4.26.0 junitparser==5.0.3 sarif-tools==3.0.5 markdown-it-py==4.0.0)
node_packages=(@actions/core@1.11.1 azure-pipelines-task-lib@5.2.1)

say() {
  echo "formats: $*"
}

cargo build --quiet
rm -rf "$out"
mkdir -p "$out"
dockvet=$PWD/target/debug/dockvet
formats=$("$dockvet" --help | tr -s ' \n' ' ' | sed -n 's/.*\[possible values: \(human[^]]*\)\].*/\1/p' | tr -d ,)
[[ $formats == *html* ]] || { echo "the list of formats was not found in the help" >&2; exit 1; }

# Every format at once, over what the tests hold: much is found there.
arguments=()
for format in $formats; do
  arguments+=(--format "$format:$out/$format")
done
GITHUB_STEP_SUMMARY=$out/summary "$dockvet" --isolated --exit-zero --step-summary "${arguments[@]}" examples tests/rules/root-user \
  tests/rules/expose-port-mismatch tests/rules/start-command-missing
printf 'FROM scratch\n' >"$out/Dockerfile"
for format in $formats; do
  "$dockvet" --isolated --select script-crlf --format "$format:$out/clean.$format" "$out/Dockerfile"
done

if command -v python3 >/dev/null; then
  # The tools stay from run to run; their place holds their versions.
  tools=target/formats-python-$(printf '%s' "${python_packages[*]}" | cksum | cut -d' ' -f1)
  if [[ ! -f $tools/done ]]; then
    rm -rf "$tools"
    if python3 -m venv "$tools" >"$out/venv.log" 2>&1 &&
      timeout 100 "$tools/bin/pip" install --quiet --disable-pip-version-check "${python_packages[@]}" >"$out/pip.log" 2>&1; then
      touch "$tools/done"
    else
      say "packages for Python cannot be had, see $out/*.log: their checks are left out"
    fi
  fi
  python=python3
  [[ -f $tools/done ]] && python=$tools/bin/python
  "$python" tests/formats/check.py "$out"
  if [[ -x $tools/bin/sarif ]]; then
    "$tools/bin/sarif" summary "$out/sarif" >"$out/sarif-tools.txt"
    grep -q '^error: [1-9]' "$out/sarif-tools.txt" || { cat "$out/sarif-tools.txt"; echo "sarif-tools sees no errors" >&2; exit 1; }
    say "sarif-tools reads the SARIF"
  fi
else
  say "python3 is missing: only shells and the manual are checked"
fi

if command -v npm >/dev/null; then
  tools=target/formats-node
  if [[ ! -d $tools/node_modules/@actions/core || ! -d $tools/node_modules/azure-pipelines-task-lib ]]; then
    mkdir -p "$tools"
    timeout 100 npm install --prefix "$tools" --no-save --ignore-scripts --no-audit --no-fund "${node_packages[@]}" \
      >"$out/npm.log" 2>&1 || say "packages for node cannot be had, see $out/npm.log: commands are not checked"
  fi
  if [[ -d $tools/node_modules/@actions/core ]]; then
    node tests/formats/commands.cjs "$PWD/$tools/node_modules" "$out" tests/formats/expected
  fi
else
  say "npm is missing: the commands of GitHub and Azure are not checked"
fi

if command -v reviewdog >/dev/null; then
  for format in rdjson rdjsonl checkstyle; do
    count=$(reviewdog -f="$format" -reporter=local -filter-mode=nofilter <"$out/$format" 2>/dev/null | grep -c . || true)
    (( count > 0 )) || { echo "reviewdog reads nothing from $format" >&2; exit 1; }
  done
  say "reviewdog reads rdjson, rdjsonl and checkstyle"
else
  say "reviewdog is missing: it is not run"
fi

for shell in bash zsh fish; do
  "$dockvet" completions "$shell" >"$out/completions.$shell"
  if command -v "$shell" >/dev/null; then
    "$shell" -n "$out/completions.$shell"
    say "$shell reads its completions"
  else
    say "$shell is missing: its completions are not checked"
  fi
done
"$dockvet" man >"$out/dockvet.1"
if command -v groff >/dev/null; then
  groff -man -Tutf8 -ww "$out/dockvet.1" >"$out/dockvet.txt" 2>"$out/groff.log"
  # Without what makes letters bold or underlined.
  if [[ -s $out/groff.log ]] || ! grep -q 'diff-base' <(sed 's/.\x08//g; s/\x1b\[[0-9;]*m//g; s/[‐−]/-/g' "$out/dockvet.txt"); then
    cat "$out/groff.log"
    echo "the manual page cannot be set" >&2
    exit 1
  fi
  say "groff sets the manual page"
else
  say "groff is missing: the manual page is not checked"
fi
