#!/bin/sh
# A training that is killed at any moment goes on with the same command and ends with the weights of an unbroken one.
. "$(dirname "$0")/common.inc"
make_tiny_bert base
make_sentences 400 1 > train.conll
make_sentences 50 2 > dev.conll
awk 'NR % 2 { print "{\"text\":\"geheim kaas nummer " NR "\",\"label\":\"eten\"}" } NR % 2 == 0 { print "{\"text\":\"geheim wind nummer " NR "\",\"label\":\"weer\"}" }' train.conll > train.jsonl
head -n 100 train.jsonl > dev.jsonl
make_text 500 > text
klinker subword train --vocabulary 400 --output pieces.model train.jsonl text

# killed NAME COMMAND...: kills the command when its metrics have so many lines, then lets it end by itself.
killed() {
  name=$1
  shift
  for lines in 4 13 14 31 2 58 60 97 130 131; do
    "$@" > /dev/null 2> "$name.log" &
    pid=$!
    while kill -0 "$pid" 2> /dev/null && [ "$(cat "$name.part/metrics.jsonl" 2> /dev/null | wc -l)" -lt "$lines" ]; do sleep 0.01; done
    kill -9 "$pid" 2> /dev/null || fail "$name ended too early: $(cat "$name.log")"
    wait "$pid" 2> /dev/null || true
  done
  expect 0 "$@" > /dev/null 2> "$name.log"
  grep -q 'goes on after step' "$name.log" || fail "$name began again: $(cat "$name.log")"
}

names="klinker-train --task token --train train.conll --dev dev.conll --base base --epochs 4 --batch-size 8 --save-every 7 --log-every 1 --learning-rate 0.003"
topics="klinker-train --train train.jsonl --dev dev.jsonl --base pieces.model --epochs 4 --save-every 10 --log-every 1 --accumulate 2"
for kind in names topics; do
  [ $kind = names ] && command=$names || command=$topics
  $command --output "$kind-whole" > /dev/null
  killed "$kind-broken" $command --output "$kind-broken"
  cmp "$kind-whole/model.safetensors" "$kind-broken/model.safetensors" || fail "$kind: other weights"
  cmp "$kind-whole/config.json" "$kind-broken/config.json"
  # The same lines but for what the clock says.
  for folder in "$kind-whole" "$kind-broken"; do sed 's/,"examples_per_second":[0-9.]*//; s/"seconds":[0-9.]*/"seconds":0/' $folder/metrics.jsonl > $folder.lines; done
  cmp "$kind-whole.lines" "$kind-broken.lines" || fail "$kind: other metrics"
  [ ! -e "$kind-broken.part" ] || fail "$kind-broken.part is left"
done

# An unfinished training is not mixed up with another.
$names --output c > /dev/null 2>&1 &
pid=$!
while kill -0 "$pid" && [ ! -e c.part/checkpoint.safetensors ]; do sleep 0.05; done
kill -9 "$pid"
wait "$pid" 2> /dev/null || true
expect 2 $names --output c --seed 9 2> message
grep -q -- '--restart' message || fail "no way out of another training: $(cat message)"
expect 0 $names --output c --seed 9 --restart > /dev/null
