#!/bin/sh
# klinker train-summarizer: the same table at each run, figures of records left out, bad records told with file and line.
. "$(dirname "$0")/common.inc"

record() { printf '{"text":"S: hoest sinds %s dagen.\\nE: pneumonie.\\nP: amoxicilline gestart. Praat over de %s.","key_facts":[{"importance":"must","evidence":["pneumonie"]},{"importance":"must","evidence":["amoxicilline gestart"]},{"importance":"should","evidence":["hoest sinds"]}]}\n' "$1" "$2"; }
for i in 1 2 3 4 5 6 7 8; do record $i "$(echo fiets huis boom kat hond bal weg zee | cut -d ' ' -f $i)"; done > records.jsonl

klinker train-summarizer --folds 4 --output one.tsv records.jsonl > figures
klinker train-summarizer --output two.tsv records.jsonl > nothing
cmp one.tsv two.tsv || fail 'the table differs at each run'
[ ! -s nothing ] || fail 'figures that were not asked for'
[ "$(grep -c 'must facts [01]\.[0-9]* ([0-9]*/16), should facts' figures)" -eq 3 ] || fail "figures: $(cat figures)"
grep -q '^at 0.50 .*must facts 1.000 (16/16)' figures || fail "what is always the same is not learned: $(cat figures)"
grep -q '^# licence: ' one.tsv || fail 'the head of the table'
[ "$(grep -v '^#' one.tsv | awk -F '\t' 'NF != 2' | wc -l)" -eq 0 ] || fail 'the columns'

# refused MESSAGE RECORD
refused() {
  { record 1 kat; printf '%s\n' "$2"; } > bad.jsonl
  status=0
  klinker train-summarizer --output bad.tsv bad.jsonl 2> report || status=$?
  [ "$status" -ne 0 ] && [ ! -e bad.tsv ] || fail "accepted: $2"
  grep -q "bad.jsonl.*line 2.*$1" report || fail "instead of $1: $(cat report)"
}
refused text '{"key_facts":[]}'
refused key_facts '{"text":"a"}'
refused importance '{"text":"a","key_facts":[{"importance":"very","evidence":["a"]}]}'
refused 'does not stand in the record' '{"text":"a","key_facts":[{"importance":"must","evidence":["b"]}]}'
refused '' 'geen json'
expect 2 klinker train-summarizer --output bad.tsv 2> /dev/null
expect 2 klinker train-summarizer --folds 9 records.jsonl 2> /dev/null
expect 2 klinker train-summarizer --folds 1 records.jsonl 2> /dev/null
