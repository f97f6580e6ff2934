#!/usr/bin/env bash
# Holds our SARIF against Microsoft's validator with its rules for GitHub code scanning.
# The validator ends with 0 whatever it finds, so its own report is read.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=5.7.0
tools=target/sarif-multitool-$version
validator=$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

skip() {
  echo "SARIF is not validated: $*"
  exit 0
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the validator runs on Linux x86_64 only"
command -v python3 >/dev/null || skip "python3 is missing"
if [[ ! -f $validator ]]; then
  command -v npm >/dev/null || skip "npm is missing"
  mkdir -p "$tools"
  npm install --prefix "$tools" --no-save --ignore-scripts --no-audit --no-fund \
    "@microsoft/sarif-multitool@$version" >"$tools/npm.log" 2>&1 || skip "npm could not install the validator, see $tools/npm.log"
fi
chmod u+x "$validator"

cargo build --quiet
logs=target/sarif
rm -rf "$logs"
mkdir -p "$logs"
target/debug/dockvet --isolated --exit-zero --format sarif --output "$logs/examples.sarif" examples
target/debug/dockvet --isolated --exit-zero --format sarif --output "$logs/cases.sarif" tests/rules
printf 'FROM scratch\n' | target/debug/dockvet --isolated --select script-crlf --format sarif --output "$logs/clean.sarif" -

# Prints what is wrong with a log and counts that; fails where there is anything.
judge() {
  local log=$1
  "$validator" validate "$log" --rule-kind "Sarif;Ghas" --level "Error;Warning" \
    --output "$log.report" --log ForceOverwrite >"$log.txt"
  python3 - "$log" <<'PYTHON'
import json
import sys

log = sys.argv[1]
with open(log, encoding="utf-8") as file:
    count = sum(len(run["results"]) for run in json.load(file)["runs"])
if count == 0 and not log.endswith("clean.sarif"):
    sys.exit(f"{log}: holds no findings, so nothing was tried")
with open(log + ".report", encoding="utf-8-sig") as file:
    runs = json.load(file)["runs"]
found = [result for run in runs for result in run.get("results", [])]
for result in found:
    places = [place["physicalLocation"].get("region", {}) for place in result.get("locations", [])]
    print(log, result["ruleId"], result.get("level"), json.dumps(result["message"]), json.dumps(places))
if not runs or found:
    sys.exit(f"{log}: {len(found)} mistakes")
print(f"{log}: {count} findings, no mistakes")
PYTHON
}

for log in "$logs"/*.sarif; do
  judge "$log"
done

# A log whose finding names a rule that is not there must not pass, else the judge is broken.
spoilt=$logs/spoilt.sarif
python3 - "$logs/examples.sarif" "$spoilt" <<'PYTHON'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
log["runs"][0]["results"][0]["ruleIndex"] = 9999
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(log, file)
PYTHON
if judge "$spoilt" >"$spoilt.said" 2>&1; then
  echo "a spoilt log passes the validator" >&2
  exit 1
fi
echo "$spoilt: refused, as it must be"
