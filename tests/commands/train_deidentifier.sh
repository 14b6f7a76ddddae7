#!/bin/sh
# klinker train-deidentifier: the same table at each run, figures of records left out, bad records told with file and line.
. "$(dirname "$0")/common.inc"

record() { printf '{"text":"pt zag qwix%s vandaag, kuur blijft.","spans":[{"start":7,"end":12,"label":"persoon"}]}\n' "$1"; }
for i in a b c d e f g h; do record $i; done > records.jsonl

klinker train-deidentifier --folds 4 --output one.tsv records.jsonl > figures
klinker train-deidentifier --output two.tsv records.jsonl > nothing
cmp one.tsv two.tsv || fail 'the table differs at each run'
[ ! -s nothing ] || fail 'figures that were not asked for'
grep -q '^rules alone: characters recall 0.0000' figures || fail "rules find the made-up word: $(cat figures)"
grep -q '^from probability 0.50 on: characters recall 1.0000, precision 1.0000' figures || fail "not learned: $(cat figures)"
grep -q '^# licence: ' one.tsv || fail 'the head of the table'
[ "$(grep -v '^#' one.tsv | awk -F '\t' 'NF != 3' | wc -l)" -eq 0 ] || fail 'the columns'

# refused MESSAGE RECORD
refused() {
  { record z; printf '%s\n' "$2"; } > bad.jsonl
  status=0
  klinker train-deidentifier --output bad.tsv bad.jsonl 2> report || status=$?
  [ "$status" -ne 0 ] && [ ! -e bad.tsv ] || fail "accepted: $2"
  grep -q "bad.jsonl.*line 2.*$1" report || fail "instead of $1: $(cat report)"
}
refused text '{"spans":[]}'
refused spans '{"text":"a"}'
refused label '{"text":"a","spans":[{"start":0,"end":1}]}'
refused 'kind of identifier' '{"text":"a","spans":[{"start":0,"end":1,"label":"dier"}]}'
refused end '{"text":"ab","spans":[{"start":1,"end":1,"label":"id"}]}'
refused '' '{"text":"ab","spans":[{"start":1,"end":9,"label":"id"}]}'
refused '' 'geen json'
expect 2 klinker train-deidentifier --output bad.tsv 2> /dev/null
expect 2 klinker train-deidentifier --folds 9 records.jsonl 2> /dev/null
expect 2 klinker train-deidentifier --folds 1 records.jsonl 2> /dev/null
