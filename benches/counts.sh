#!/usr/bin/env bash
# How many instructions ten fixed inputs take, held within 5 % of benches/counts.txt.
#
#     benches/counts.sh            compares with the committed counts; fails where one is further off
#     benches/counts.sh --update   writes them anew, which every change that is meant to cost or save needs
#
# Counts do not depend on how busy the machine is, as times do. They do depend on the compiler: with another one than
# the counts were taken with, differences are shown and nothing fails. Needs valgrind and Python.
set -euo pipefail
cd "$(dirname "$0")/.."

committed=benches/counts.txt
allowed=5

for tool in valgrind python3; do
  if ! command -v "$tool" >/dev/null; then
    echo "$tool is missing: instructions are not counted"
    exit 0
  fi
done

if [[ ${1:-} != --update && ! -f $committed ]]; then
  echo "$committed is missing: instructions are counted with --update first"
  exit 0
fi

cargo build --quiet --profile counts
program=$PWD/target/counts/dockvet

inputs=$(mktemp -d /tmp/dockvet-counts-XXXXXX)
trap 'rm -rf "$inputs"' EXIT
python3 benches/inputs.py "$inputs" median node python lines-300 instructions-1000 findings-300 files-60 flat-100 \
  monorepo-small >/dev/null

# One thread, no environment, always the same working directory length: the same work each time.
count() {
  local name=$1 folder=$2 log=$inputs/log
  shift 2
  (cd "$inputs/$folder" && env -i PATH=/usr/bin:/bin LC_ALL=C RAYON_NUM_THREADS=1 \
    valgrind --tool=cachegrind --cache-sim=no --branch-sim=no --cachegrind-out-file=/dev/null --log-file="$log" \
    "$program" "$@" >/dev/null 2>"$inputs/stderr") || (( $? == 1 )) || { cat "$inputs/stderr" "$log" >&2; exit 2; }
  awk -v name="$name" '/I +refs:/ { gsub(",", "", $NF); print name, $NF }' "$log"
}

counts() {
  echo "# Instructions, as counted by benches/counts.sh with"
  echo "# $(rustc --version), $(rustc -vV | sed -n 's/^host: //p'), $(valgrind --version)"
  count start median --version
  count median median -j 1 Dockerfile
  count median-strict node -j 1 --profile strict Dockerfile
  count fix python -j 1 --fix --unsafe-fixes --diff Dockerfile
  count lines-300 lines-300 -j 1 Dockerfile
  count instructions-1000 instructions-1000 -j 1 Dockerfile
  count findings-300-sarif findings-300 -j 1 --format sarif Dockerfile
  count files-60 files-60 -j 1 .
  count flat-100-strict flat-100 -j 1 --profile strict .
  count monorepo-small monorepo-small -j 1 .
}

if [[ ${1:-} == --update ]]; then
  counts >"$inputs/counts"
  cp "$inputs/counts" "$committed"
  cat "$committed"
  exit 0
fi

counts >"$inputs/counts"
awk -v allowed="$allowed" '
  FNR == 2 { if (NR == FNR) with = $0; else other = with != $0 }
  /^#/ { next }
  NR == FNR { before[$1] = $2; next }
  !($1 in before) { printf "%-20s %12d  not in the committed counts\n", $1, $2; wrong = 1; next }
  {
    percent = 100 * ($2 - before[$1]) / before[$1]
    far = percent > allowed || percent < -allowed
    printf "%-20s %12d %+6.1f %%%s\n", $1, $2, percent, far ? "  too far from the committed count" : ""
    wrong = wrong || far
  }
  END {
    if (other) { print "the counts were taken with other tools, so they are shown only:\n" with; exit 0 }
    if (wrong) { print "if that is meant, write the counts anew: benches/counts.sh --update"; exit 1 }
  }
' "$committed" "$inputs/counts"
