#!/bin/sh
# klinker context: what is found can be read again, any number of threads says the same, records are independent.
. "$(dirname "$0")/common.inc"

for i in $(seq 300); do
  printf '{"id":%d,"text":"VG: TIA %d.\\n\\nGeen koorts, hoesten of braken. Moeder had astma. DD jicht %d\\nBij koorts bellen."}\n' "$i" $((1990 + i % 30)) "$i"
done > records.jsonl

klinker context --jsonl --find --threads 1 records.jsonl > one.jsonl
klinker context --jsonl --find --threads 4 records.jsonl > four.jsonl
cmp one.jsonl four.jsonl || fail 'the number of threads changes what is said'
grep -c '"text":"koorts","label":"symptom","presence":"absent"' one.jsonl | grep -qx 300 || fail 'a denial is missing'
grep -c '"text":"koorts","label":"symptom","presence":"present","temporality":"future"' one.jsonl | grep -qx 300 || fail 'a condition is missing'
grep -c '"text":"astma","label":"disease","presence":"present","temporality":"current","experiencer":"family"' one.jsonl | grep -qx 300 ||
  fail 'a relative is missing'

# What the command found are entities that it takes.
klinker context --jsonl one.jsonl > again.jsonl
cmp one.jsonl again.jsonl || fail 'a second pass says something else'
klinker context --jsonl --find again.jsonl > found.jsonl
cmp again.jsonl found.jsonl || fail 'what is there already is found twice'

# Records that are no help do not stop the run.
expect 1 klinker context --jsonl > mixed.jsonl <<'INPUT'
{"id":1,"text":"koorts","entities":[{"start":0,"end":6}]}
{"id":2,"text":"koorts","entities":[{"start":0,"end":7}]}
{"id":3,"text":"koorts","entities":[{"start":0,"end":6}]}
INPUT
[ "$(grep -c '"error"' mixed.jsonl)" = 1 ] || fail 'one record of three is wrong'
expect 2 klinker context --terms nowhere.tsv --jsonl < records.jsonl 2> message
grep -q nowhere.tsv message || fail 'the message does not name the file'
expect 2 klinker context < records.jsonl 2> message

# A long line with many terms takes no more than time in proportion.
awk 'BEGIN { printf "{\"text\":\""; for (i = 0; i < 60000; i++) printf "geen koorts, 2019 ("; print "\"}" }' > long.jsonl
klinker context --jsonl --find long.jsonl | grep -q '"presence":"absent"' || fail 'the long line'
