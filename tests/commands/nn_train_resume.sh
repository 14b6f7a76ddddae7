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

# killed NAME COMMAND...: kills the command again and again, until it ends by itself.
killed() {
  name=$1
  shift
  kills=0
  for delay in 0.9 1.2 1.5 1.1 2 1.4 3 4 8 16 60 600; do
    status=0
    timeout -s KILL "$delay" "$@" > /dev/null 2> "$name.log" || status=$?
    [ "$status" -ne 0 ] || break
    [ ! -e "$name" ] || { status=0; break; }  # killed when all was done
    [ "$status" -eq 137 ] || fail "$name ended with $status: $(cat "$name.log")"
    kills=$((kills + 1))
  done
  [ "$status" -eq 0 ] || fail "$name never ended"
  echo "$name: killed $kills times; the last run: $(cat "$name.log")"
}

names="klinker-train --task token --train train.conll --dev dev.conll --base base --epochs 4 --batch-size 8 --save-every 7 --learning-rate 0.003"
topics="klinker-train --train train.jsonl --dev dev.jsonl --base pieces.model --epochs 6 --save-every 10 --accumulate 2"
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
for _ in $(seq 600); do [ ! -e c.part/checkpoint.safetensors ] || break; sleep 0.05; done
kill -9 "$pid"
wait "$pid" 2> /dev/null || true
expect 2 $names --output c --seed 9 2> message
grep -q -- '--restart' message || fail "no way out of another training: $(cat message)"
expect 0 $names --output c --seed 9 --restart > /dev/null
