#!/bin/sh
# plain_dutch.sh BUILD [WORDS]: what `klinker summarize --for patient` explains in the records of corpora/clinical: the share of statements that
# hold an explanation, the share of words that are not everyday Dutch and are explained, and the WORDS (100) most frequent ones that
# are not. A word is everyday where the normaliser's lexicon counts it 54 times or more (klinker-bench-word-counts: 4).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$here"/../../corpora/clinical/*.jsonl; do
  case $file in */context.jsonl) ;; *) cat "$file" ;; esac  # sentences, no records
done | "$build/bin/klinker-summarize" --for patient --jsonl > "$work/summaries"
exec python3 "$here/plain_dutch.py" "$work/summaries" "$build/bench/klinker-bench-word-counts" "${2:-100}"
