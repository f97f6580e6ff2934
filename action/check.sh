#!/usr/bin/env bash
# Runs Dockvet once as the inputs say: the log, annotations, the job's summary, SARIF and the outputs come from that run.
# What users write reaches the program as arguments and is never run. Goes with the bash 3.2 of macOS.
set -euo pipefail

fail() {
  echo "::error title=dockvet::$*"
  echo "exit-code=2" >>"$GITHUB_OUTPUT"
  exit 2
}

# Whether the input named $1 with the value $2 is true.
truth() {
  case $2 in
    true | True | TRUE | 1 | yes) return 0 ;;
    false | False | FALSE | 0 | no | '') return 1 ;;
    *) fail "the input \`$1\` is neither \`true\` nor \`false\`" ;;
  esac
}

arguments=()
# Adds `$1 $2`, as one word so that a value with a dash is no option, where there is a value.
option() {
  if [[ -n $2 ]]; then arguments+=("$1=$2"); fi
}

# The words of a text go into `words`, split as a shell does with quotes, and nothing is expanded.
words=()
split() {
  local what=$1 text=$2 word list
  words=()
  [[ $text =~ [^[:space:]] ]] || return 0
  list=$(mktemp "$scratch/words.XXXXXX")
  printf '%s\n' "$text" | xargs printf '%s\0' >"$list" 2>/dev/null || fail "the quotes of the input \`$what\` do not fit"
  while IFS= read -r -d '' word; do words+=("$word"); done <"$list"
}

scratch=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/dockvet.XXXXXX")
cd "$GITHUB_WORKSPACE"
cd -- "$IN_WORKING_DIRECTORY" || fail "the input \`working-directory\` names no folder"

case $IN_FORMAT in
  tty | '') format=human ;;
  gitlab_codeclimate) format=gitlab ;;
  *) format=$IN_FORMAT ;;
esac
if [[ -n $IN_OUTPUT_FILE ]]; then
  arguments+=("--format=$format:$IN_OUTPUT_FILE")
else
  arguments+=("--format=$format")
fi
if [[ $format == human && -z $IN_OUTPUT_FILE ]] && ! truth no-color "$IN_NO_COLOR"; then
  arguments+=(--color=always)
fi

limit=${IN_FAIL_ON:-$IN_FAILURE_THRESHOLD}
case $limit in ignore | none) limit=never ;; esac
option --fail-on "$limit"
option --config "$IN_CONFIG"
option --profile "$IN_PROFILE"
option --select "$IN_SELECT"
option --ignore "$IN_IGNORE"
option --min-severity "$IN_MIN_SEVERITY"
option --diff-base "$IN_DIFF_BASE"
option --baseline "$IN_BASELINE"
option --trusted-registry "$IN_TRUSTED_REGISTRIES"
# Adds the severity $1 for each rule of the list $2.
override() {
  local rule list=$2
  while [[ -n $list ]]; do
    rule=${list%%,*}
    if [[ $list == *,* ]]; then list=${list#*,}; else list=; fi
    rule=${rule//[[:space:]]/}
    option --severity "${rule:+$rule=$1}"
  done
}
override error "$IN_OVERRIDE_ERROR"
override warning "$IN_OVERRIDE_WARNING"
override info "$IN_OVERRIDE_INFO"
override style "$IN_OVERRIDE_STYLE"
if truth no-fail "$IN_NO_FAIL"; then arguments+=(--exit-zero); fi
if truth verbose "$IN_VERBOSE"; then arguments+=(--verbose); fi

sarif=$scratch/dockvet.sarif
arguments+=("--format=sarif:$sarif" "--format=jsonl:$scratch/findings" "--format=github:$scratch/annotations")
if truth summary "$IN_SUMMARY" && [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then arguments+=(--step-summary); fi
split args "$IN_ARGS"
arguments+=(${words[@]+"${words[@]}"})

paths=()
split files "$IN_FILES"
paths+=(${words[@]+"${words[@]}"})
if truth recursive "$IN_RECURSIVE"; then
  find . -name .git -prune -o -type f -name "${IN_DOCKERFILE:-Dockerfile}" -print0 >"$scratch/found"
  while IFS= read -r -d '' path; do paths+=("${path#./}"); done <"$scratch/found"
  [[ ${#paths[@]} -gt 0 ]] || fail "no file is named as the input \`dockerfile\` says"
elif [[ -n $IN_DOCKERFILE ]]; then
  paths+=("$IN_DOCKERFILE")
fi

# What a Dockerfile says must not be taken for a command by the runner.
token=
if [[ $format != github && $format != azure ]]; then
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
fi
# `-` would be the standard input, which is empty here.
for index in ${paths[@]+"${!paths[@]}"}; do
  case ${paths[index]} in -*) paths[index]=./${paths[index]} ;; esac
done
code=0
"$DOCKVET" check ${arguments[@]+"${arguments[@]}"} -- ${paths[@]+"${paths[@]}"} || code=$?
if [[ -n $token ]]; then echo "::$token::"; fi
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
# A run that broke says nothing of what there is; some formats may be half written.
if [[ $code -gt 1 || ! -f $sarif ]]; then
  echo "::error title=dockvet::Dockvet could not check everything: its message stands above"
  exit "$code"
fi
{
  echo "sarif-file=$sarif"
  echo "findings=$(wc -l <"$scratch/findings" | tr -d ' ')"
} >>"$GITHUB_OUTPUT"
if truth annotations "$IN_ANNOTATIONS" && [[ $format != github || -n $IN_OUTPUT_FILE ]]; then
  cat "$scratch/annotations"
fi
exit "$code"
