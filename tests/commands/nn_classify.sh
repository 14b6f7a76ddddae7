#!/bin/sh
# Training, evaluation, classification and hate speech from end to end.
. "$(dirname "$0")/common.inc"
awk 'BEGIN {
  split("soep brood kaas koffie", food, " "); split("regen wind zon mist", weather, " ")
  for (i = 0; i < 300; i++) {
    eten = i * 7919 % 2; word = eten ? food[i % 4 + 1] : weather[int(i / 2) % 4 + 1]
    printf "{\"id\":%d,\"text\":\"geheim %s nummer %d\",\"label\":\"%s\"}\n", i, word, i, eten ? "eten" : "weer"
  } }' > all.jsonl
head -n 240 all.jsonl > train.jsonl
tail -n 60 all.jsonl > dev.jsonl
make_text 500 > text
klinker subword train --vocabulary 400 --output pieces.model train.jsonl text

train() { klinker train --train "${data:-train.jsonl}" --dev dev.jsonl --base "${base:-pieces.model}" --epochs 12 --learning-rate 0.02 --bigrams 256 "$@"; }
train --output a > a.json
train --output b > b.json
cmp a/model.safetensors b/model.safetensors || fail "the same seed gives other weights"
cmp a.json b.json
train --output b --seed 2 --force > /dev/null
! cmp -s a/model.safetensors b/model.safetensors || fail "another seed gives the same weights"
for file in config.json model.safetensors sentencepiece.bpe.model klinker.json README.md metrics.jsonl report.html; do
  [ -s a/$file ] || fail "no $file"
done
[ ! -e a.part ] || fail "a.part is left"
grep -qE '"accuracy": (1|0.9)' a.json || fail "a toy problem is not learnt"
klinker evaluate --model a --data dev.jsonl --report report.html | cmp - a.json || fail "evaluate differs from train"
! grep -q 'https\?://' report.html || fail "the report wants the network"
base=a train --output c --negatives text --negatives-label weer --negatives-limit 50 > /dev/null
grep -q '"file": "text"' c/klinker.json || fail "negatives are not in the card"
klinker evaluate --model c --negatives text --negatives-label weer --record > /dev/null
grep -q -- '--negatives text' c/README.md || fail "a recorded figure is not in the card"

# Functional tests: by function and by group.
sed 's/"label":"eten"/"function":"food","label":"eten"/; s/"label":"weer"/"function":"weather","about":"sea","label":"weer"/' dev.jsonl > suite.jsonl
klinker evaluate --model a --data suite.jsonl --suite --suite-group about > suite.json
grep -q '"weather": {"accuracy": .*"label": "weer"}' suite.json || fail "no figures by function"
grep -q '"sea": {' suite.json || fail "no figures by group"
expect 1 klinker evaluate --model a --data dev.jsonl --suite 2> message > /dev/null
grep -q 'dev.jsonl, line 1: the record has no "function"' message || fail "no clear message for a suite without functions"
expect 2 klinker evaluate --model a --data suite.jsonl --suite --negatives text --negatives-label weer 2> /dev/null > /dev/null

expect 2 train --output a 2> /dev/null
expect 1 train --output d --task token 2> message
grep -q 'train.jsonl, line 1: has no field "tokens"' message || fail "no clear message for a task"
base=nothing expect 2 train --output d 2> /dev/null
printf '{"text":"geheim"}\n' > bad.jsonl
data=bad.jsonl expect 1 train --output d 2> message
grep -q 'bad.jsonl, line 1' message || fail "no place in a message"
! grep -q geheim message || fail "a message holds text of a record"
expect 2 klinker evaluate --model a 2> /dev/null
[ ! -e d ] || fail "a failed training leaves its folder"

klinker classify --model a --jsonl dev.jsonl > one
[ "$(grep -c '"scores":{"eten":[01.0-9]*,"weer":[01.0-9]*}}$' one)" -eq 60 ] || fail "classify --jsonl"
klinker classify --model a --jsonl --threads 4 dev.jsonl | cmp - one || fail "threads change the answers"
printf 'geheim kaas nummer 7\n' | klinker classify --model a | grep -q "^eten	" || fail "classify"
expect 2 klinker hate-speech --model a dev.jsonl 2> /dev/null

# The shipped model, found by name.
if [ -n "$(klinker doctor | grep hate-speech-nl)" ]; then
  printf '{"id":"x","text":"😀 wat een regen"}\n{"text":5}\n' > in.jsonl
  expect 1 klinker hate-speech --jsonl --explain in.jsonl > out
  head -n 1 out | grep -q '^{"id":"x","text":"😀 wat een regen","label":"not_hateful","score":[0-9.]*,.*"explanation":\[{"start":0,"end":1,"weight":-\?[0-9.]*},{"start":2,"end":5,' ||
    fail "hate-speech --jsonl --explain"
  # The encoder is asked from a score on; where nothing reaches that, it is as if there were none.
  printf 'goedemorgen allemaal\nal dat tuig uit dat land moet oprotten\n' > mixed
  klinker hate-speech --encoder none mixed > alone
  klinker hate-speech --encoder-from 1 mixed | cmp - alone || fail "--encoder-from 1 asks the encoder"
  klinker hate-speech --encoder-from 0 mixed > both
  ! cmp -s both alone || fail "--encoder-from 0 does not ask the encoder"
  # What goes on is normalised, and says so.
  printf '{"text":"da tuig mot gwn oprotten ui ons land"}\n{"text":"Wat een mooie dag."}\n' > odd.jsonl
  klinker hate-speech --jsonl --explain --encoder-from 0 odd.jsonl > out
  head -n 1 out | grep -q '"normalized":"[^"]*gewoon' || fail "what is odd is not normalised: $(cat out)"
  ! tail -n 1 out | grep -q '"normalized"' || fail "standard text is rewritten"
  klinker hate-speech --jsonl --explain --as-written --encoder-from 0 odd.jsonl > written
  ! grep -q '"normalized"' written || fail "--as-written rewrites"
  ! cmp -s out written || fail "--as-written changes nothing"
  klinker hate-speech --max-false-alarms 1 mixed > many
  klinker hate-speech --max-false-alarms 0.001 mixed > few
  [ "$(grep -c '^hateful' many)" -ge "$(grep -c '^hateful' few)" ] || fail "fewer false alarms, more labels"
  klinker hate-speech --threshold 0.05 mixed | cmp - many || fail "--max-false-alarms 1 is not the lowest threshold"
  expect 2 klinker hate-speech --max-false-alarms 0.1 --threshold 0.5 mixed 2> /dev/null
  expect 2 klinker hate-speech --max-false-alarms 0.1 --encoder none mixed 2> /dev/null
  expect 2 klinker hate-speech --max-false-alarms 2 mixed 2> /dev/null
  expect 2 klinker hate-speech --encoder-from 2 mixed 2> /dev/null > /dev/null
  expect 2 klinker hate-speech --encoder base-nl mixed 2> message > /dev/null
  [ -s message ] || fail "no message for an encoder without the label"
  printf 'wat een regen\n' | klinker hate-speech --threshold 0 | grep -q "^hateful	" || fail "--threshold"
  expect 2 klinker hate-speech --threshold 2 /dev/null 2> /dev/null
  head -c 300000 /dev/zero | tr '\0' 'a' | klinker hate-speech > out || fail "a long line"
fi
