#!/bin/sh
# Training of all tasks from all formats, on a small transformer; what it writes, and what it refuses.
. "$(dirname "$0")/common.inc"
make_tiny_bert base
awk 'BEGIN {
  split("soep brood kaas koffie", food, " "); split("regen wind zon mist", weather, " ")
  for (i = 0; i < 240; i++) {
    eten = i * 7919 % 2; word = eten ? food[i % 4 + 1] : weather[int(i / 2) % 4 + 1]
    printf "%s,geheim %s nummer %d\n", eten ? "eten" : "weer", word, i
  } }' > rows
{ echo label,text; head -n 180 rows; } > train.csv
{ echo label,text; tail -n 60 rows; } > dev.csv

train() { klinker train --base base --epochs "${epochs:-6}" --learning-rate "${rate:-0.005}" --batch-size 16 --log-every 5 "$@"; }
train --train train.csv --dev dev.csv --output a > a.json
train --train train.csv --dev dev.csv --output b > b.json
cmp a/model.safetensors b/model.safetensors || fail "the same seed gives other weights"
grep -qE '"accuracy": (1|0.9)' a.json || fail "a toy problem is not learnt: $(head -n 5 a.json)"
for file in config.json model.safetensors vocab.txt tokenizer_config.json klinker.json README.md metrics.jsonl report.html; do
  [ -s a/$file ] || fail "no $file"
done
[ "$(ls a | grep -c -e checkpoint -e best)" -eq 0 ] || fail "a checkpoint is left"
grep -q '^{"step":5,"epoch":1,"loss":' a/metrics.jsonl || fail "no line for a step"
grep -q '^{"epoch":1,"step":12,.*"dev_macro_f1":.*"best":true}$' a/metrics.jsonl || fail "no line for an epoch: $(cat a/metrics.jsonl)"
klinker evaluate --model a --data dev.csv | cmp - a.json || fail "evaluate differs from train"

# Two models on the same records.
epochs=1 rate=0.00001 train --train train.csv --dev dev.csv --output weak > /dev/null
klinker evaluate --model a --data dev.csv --compare weak --report compared.html > compared.json
grep -q '"accuracy": {"this": .*"difference": 0.*"interval": \[.*"p": 0.0' compared.json || fail "no difference: $(cat compared.json)"
grep -q 'Beside weak' compared.html || fail "no comparison in the report"

# Several labels, pairs.
sed -n 's/^\(.*\),\(.*\)/{"text":"\2","labels":["\1","altijd"]}/p' rows > sets.jsonl
train --task multilabel --train sets.jsonl --dev sets.jsonl --output sets --metric micro_f1 2> message > sets.json || true
grep -q 'no records to train on' message || fail "what is in both was not left out: $(cat message)"
head -n 180 sets.jsonl > sets-train.jsonl
tail -n 60 sets.jsonl > sets-dev.jsonl
epochs=12 train --task multilabel --train sets-train.jsonl --dev sets-dev.jsonl --output sets --metric micro_f1 > sets.json
grep -qE '"micro_f1": (1|0.9)' sets.json || fail "multilabel is not learnt: $(head -n 5 sets.json)"
echo '{"text":"geheim brood nummer 205"}' | klinker classify --model sets --jsonl > out
grep -q '"labels":\["altijd","eten"\],"scores":{"altijd":[01.0-9]*,"eten":' out || fail "classify with several labels: $(cat out)"
printf 'geheim brood nummer 205\n' | klinker classify --model sets | grep -q '^altijd|eten	[01.0-9]*|[01.0-9]*	geheim' || fail "classify of plain text"
# Lines without any label among several, and one label of several.
printf 'zomaar een zin\nnog iets anders\n' > plain
epochs=12 train --task multilabel --train sets-train.jsonl --negatives plain --dev sets-dev.jsonl --output plainer --metric micro_f1 > /dev/null
grep -A 4 '"file": "plain"' plainer/klinker.json | grep -q '"records": 2' || fail "negatives without a label are not in the card"
sed 's/"labels":\["eten",.*/"label":"eten"}/; s/"labels":.*/"label":"not_eten"}/' sets-dev.jsonl > eten.jsonl
klinker evaluate --model sets --label eten --data eten.jsonl --record > eten.json
grep -qE '"accuracy": (1|0.9)' eten.json || fail "one label of several: $(head -n 3 eten.json)"
grep -q '"metric": "accuracy of eten"' sets/klinker.json || fail "the figure of one label is not in the card"
expect 2 klinker evaluate --model sets --label soep --data eten.jsonl 2> message
klinker evaluate --model a --label eten --data dev.csv | cmp - a.json || fail "a model of two labels needs no choice"
awk -F , '{ printf "geheim\t%s\t%s\n", $2, $1 }' rows > pair-rows
{ printf 'text\ttext_pair\tlabel\n'; head -n 180 pair-rows; } > pairs-train.tsv
{ printf 'text\ttext_pair\tlabel\n'; tail -n 60 pair-rows; } > pairs-dev.tsv
train --task pair --train pairs-train.tsv --dev pairs-dev.tsv --output pairs > pairs.json
grep -qE '"accuracy": (1|0.9)' pairs.json || fail "pairs are not learnt: $(head -n 5 pairs.json)"
printf '%s\n' '{"id":1,"text":"geheim","text_pair":"geheim brood nummer 205"}' '{"id":2,"text":"geheim"}' '{"id":3,"text":"geheim","text_pair":3}' > in.jsonl
expect 1 klinker classify --model pairs --jsonl in.jsonl > out
grep -q '^{"id":1,.*"label":"eten","scores":' out || fail "classify of a pair: $(cat out)"
[ "$(grep -c '"error"' out)" -eq 2 ] || fail "half a pair has no error: $(cat out)"
expect 2 klinker classify --model pairs rows 2> /dev/null

# What is refused, and how.
expect 2 train --train train.csv --dev dev.csv --output d --task multilabel 2> message
grep -q 'train.csv, line 1: the header names no column labels' message || fail "no clear message: $(cat message)"
printf 'label,text\nx,"geheim\n' > bad.csv
expect 2 train --train bad.csv --dev dev.csv --output d 2> message
grep -q 'bad.csv, line 2' message || fail "no place in a message"
! grep -q geheim message || fail "a message holds text of a record"
printf '{"text":"caf\351","label":"x"}\n' > latin.jsonl
expect 1 train --train latin.jsonl --dev dev.csv --output d 2> message
grep -q 'latin.jsonl, line 1: is not UTF-8.*iconv' message || fail "Latin-1 is not refused: $(cat message)"
expect 2 train --train train.csv --dev dev.csv --output d --metric f5 2> /dev/null
expect 2 train --train train.csv --dev dev.csv --output d --task other 2> /dev/null
expect 2 train --train train.csv --dev dev.csv --output d --resume 2> message
grep -q 'no unfinished training' message || fail "--resume without a checkpoint"
expect 2 klinker evaluate --model a --data dev.csv --compare pairs 2> message
grep -q 'cannot be compared' message || fail "models of two tasks are compared"
[ ! -e d ] && [ ! -e d.part ] || fail "a failed training leaves its folder"
