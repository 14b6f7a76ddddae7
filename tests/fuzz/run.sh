#!/usr/bin/env bash
# run.sh [RUNS] [BUILD] [TARGET...]: RUNS (5000) inputs through every fuzz target of BUILD (build/fuzz), made by libFuzzer from those in
# corpus/; prints a Markdown table. What is found is kept in BUILD/fuzz/findings, and the exit status is 1: mend it, and add the
# input to the corpus. FUZZ_SEED (1) chooses the inputs; with FUZZ_KEEP the new ones of interest are kept in that folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
runs=${1:-5000}
build=$(cd "${2:-$here/../../build/fuzz}" && pwd)
shift $(($# < 2 ? $# : 2))
targets=("$@")
[ $# -gt 0 ] || for program in "$build"/fuzz/fuzz_*; do [ -x "$program" ] && targets+=("${program##*/fuzz_}"); done
findings=$build/fuzz/findings
mkdir -p "$findings"
# In memory where that can be: some targets write a file for every input.
work=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=16:malloc_context_size=4}

status=0
echo "| target | executions | executions/s | inputs in the corpus | peak memory, MB | findings |"
echo "|---|--:|--:|--:|--:|--:|"
for target in "${targets[@]}"; do
  options=(-max_len=1024)
  case $target in
    record | safetensors | model_info | model_config | review_session) options+=("-dict=$here/json.dict") ;;
    subword | sentencepiece) options=(-max_len=4096 "-dict=$here/json.dict") ;;
    utf8 | table | byte_stream | line_source) ;;
    *) options+=("-dict=$here/dutch.dict") ;;
  esac
  new=${FUZZ_KEEP:-$work/new}/$target
  mkdir -p "$new"
  found=0
  start=$(date +%s%N)
  "$build/fuzz/fuzz_$target" "-runs=$runs" "-seed=${FUZZ_SEED:-1}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    "-artifact_prefix=$findings/$target-" "${options[@]}" "$new" "$here/corpus/$target" > "$work/log" 2>&1 || found=1
  number() { sed -n "s/^stat::$1: *//p" "$work/log"; }
  executions=$(number number_of_executed_units)
  echo "| $target | $executions | $((executions * 1000000000 / ($(date +%s%N) - start))) | $(find "$here/corpus/$target" -type f | wc -l)" \
    "| $(number peak_rss_mb) | $found |"
  [ "$found" -eq 0 ] || { status=1; cp "$work/log" "$findings/$target.log"; tail -n 40 "$work/log" >&2; }
done
exit $status
