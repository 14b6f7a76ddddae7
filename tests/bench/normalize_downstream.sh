#!/bin/sh
# What normalising does for hate-speech detection: the figures of a model on the same messages as they are and as `klinker normalize` writes them,
# in one run, as a table in Markdown:
#   tests/bench/normalize_downstream.sh [BUILD] [MODEL]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/release} model=${2:-hate-speech-nl}
PATH=$(cd "$build/bin" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=$here/../../corpora/hate-speech

echo '| messages | text | accuracy | macro-F1 |'
echo '|---|---|---:|---:|'
for data in dev suite; do
  python3 "$here/normalize_downstream.py" plain "$corpus/$data.jsonl" > "$work/plain.jsonl"
  for profile in none auto moderation; do
    if [ $profile = none ]; then cp "$work/plain.jsonl" "$work/in.jsonl"
    else klinker normalize --quiet --profile $profile --jsonl "$work/plain.jsonl" | python3 "$here/normalize_downstream.py" normalized > "$work/in.jsonl"; fi
    klinker evaluate --model "$model" --label hateful --data "$work/in.jsonl" > "$work/figures.json"
    python3 "$here/normalize_downstream.py" row "$data" "$profile" "$work/figures.json"
  done
done
