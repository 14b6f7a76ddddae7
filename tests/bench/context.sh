#!/bin/sh
# What is said of entities by klinker context and by PyPI clinlp's rule-based context algorithm, on the same cases in one run:
# macro-F1 over the values that are not the default, and records a second on one thread. In the traps only what a trap says is
# scored: one value of one kind for each.
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

for cases in "$work"/*.jsonl; do script bare "$cases" > "${cases%.jsonl}.bare"; done
cat "$work"/traps*.bare > "$work/zz, whole records.bare"
script clinlp "$work"/*.bare > "$work/speed"
for cases in "$work"/*.jsonl; do
  name=$(basename "$cases" .jsonl)
  echo "$name"
  "$build/bin/klinker-context" --jsonl < "$work/$name.bare" > "$work/klinker"
  script score "$cases" "$work/klinker" "  klinker context" $errors
  script score "$cases" "$work/$name.bare.clinlp" "  clinlp 0.10.0"
done

# Speed on whole records: those of the traps, read as often as takes some seconds.
echo 'whole records, one thread'
echo "  clinlp 0.10.0: $(tail -n 1 "$work/speed")"
for round in $(seq 100); do cat "$work/zz, whole records.bare"; done > "$work/many"
echo "  klinker context: $(script speed "$work/many" "$build/bin/klinker-context" --jsonl --threads 1)"
echo "  klinker context --find: $(script speed "$work/many" "$build/bin/klinker-context" --jsonl --find --threads 1)"
