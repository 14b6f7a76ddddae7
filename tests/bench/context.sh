#!/bin/sh
# What is said of entities by klinker context and by PyPI clinlp's rule-based context algorithm, on the same cases in one run:
# macro-F1 over the values that are not the default, and records a second on one thread.
# usage: context.sh BUILD [VENV] [--errors]    VENV has clinlp, or is made with it (PyPI)
# With KLINKER_SHARED, clinlp's qualifier cases of $KLINKER_SHARED/data/clinical are among them.
# The rules were written on the dev half of context.jsonl and the traps of the first six files of records; the other parts
# were kept apart.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
venv=${2:-$build/clinlp-venv}
errors=${3:-}
corpora=$here/../../corpora/clinical
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q clinlp==0.10.0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
script() { "$venv/bin/python" "$here/context.py" "$@"; }

for part in dev test; do script split $part "$corpora/context.jsonl" > "$work/sentences, $part.jsonl"; done
trap_files() { for name in "$@"; do echo "$corpora/$name.jsonl"; done; }
script traps $(trap_files huisarts ziekenhuis verpleging records ggz vlaanderen) > "$work/traps, dev.jsonl"
script traps $(trap_files hap seh fysiotherapie apotheek geboortezorg ouderenzorg kinderen oncologie overig) > "$work/traps, held out.jsonl"
[ -z "${KLINKER_SHARED:-}" ] || script cases "$KLINKER_SHARED/data/clinical/qualifier_cases_dev.json" > "$work/clinlp's cases.jsonl"

for cases in "$work"/*.jsonl; do
  name=$(basename "$cases" .jsonl)
  echo "$name"
  script bare "$cases" > "$work/input"
  "$build/bin/klinker-context" --jsonl < "$work/input" > "$work/klinker"
  script clinlp "$work/input" > "$work/clinlp" 2> "$work/speed"
  script score "$cases" "$work/klinker" "  klinker context" $errors
  script score "$cases" "$work/clinlp" "  clinlp 0.10.0"
done

# Speed on whole records: the traps of all files, read as often as takes some seconds.
cat "$work"/traps*.jsonl > "$work/all"
script bare "$work/all" > "$work/input"
script clinlp "$work/input" 2>&1 > "$work/clinlp" | tail -n 1 | sed 's/^/clinlp: /'
for round in $(seq 100); do cat "$work/input"; done > "$work/many"
begin=$(date +%s.%N)
"$build/bin/klinker-context" --jsonl --threads 1 < "$work/many" > "$work/klinker"
end=$(date +%s.%N)
awk -v n="$(wc -l < "$work/many")" -v a="$begin" -v b="$end" 'BEGIN { printf "klinker context: %d records a second\n", n / (b - a) }'
