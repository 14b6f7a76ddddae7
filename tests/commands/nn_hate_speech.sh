#!/bin/sh
# What `klinker hate-speech` says beside label and score: category, target, mode, sentences.
. "$(dirname "$0")/common.inc"
[ -n "$(klinker doctor | grep hate-speech-nl)" ] || exit 77

printf '%s\n' 'Wat een mooie dag, tot morgen' 'Die kutprinter doet het weer niet, klotezooi' \
  'Al die Polen zijn tuig en moeten oprotten uit dit land' 'Moslims horen hier niet, weg ermee' |
  sed 's/.*/{"text":"&"}/' > in.jsonl
klinker hate-speech --jsonl in.jsonl > out
hateful='"label":"hateful","score":[01.0-9]*,"category":"hateful","offensive":[01.0-9]*,"target":"[a-z_]*","mode":"\(explicit\|implicit\)"}$'
harmless='"label":"not_hateful","score":[01.0-9]*,"category":"\(offensive\|neutral\)","offensive":[01.0-9]*,"target":null,"mode":null}$'
sed -n 1p out | grep -q "$harmless" || fail "the fields of a harmless message: $(sed -n 1p out)"
sed -n 1p out | grep -q '"category":"neutral"' || fail "a harmless message is not neutral"
sed -n 2p out | grep -q '"category":"offensive"' || fail "a rude message is not offensive"
sed -n 3p out | grep -q '"target":"origin"' || fail "Poles are of some origin: $(sed -n 3p out)"
sed -n 4p out | grep -q '"target":"religion"' || fail "Muslims have a religion: $(sed -n 4p out)"

# Whatever the verdict, the fields agree with it, and replace those that a record brings.
messages=$(cd "$(dirname "$0")/../.." && pwd)/corpora/hate-speech/dev.jsonl
for options in '' '--encoder none' '--threshold 0' '--threshold 1' '--encoder-from 0'; do
  klinker hate-speech --jsonl --threads 2 $options "$messages" > all
  [ "$(grep -c -e "$hateful" -e "$harmless" all)" -eq "$(wc -l < "$messages")" ] || fail "fields disagree with $options"
  [ "$(grep -o '"target":' all | wc -l)" -eq "$(wc -l < "$messages")" ] || fail "a field stands twice with $options"
done

# A text model has no more to say.
klinker hate-speech --jsonl --model hate-speech-encoder-nl in.jsonl > out
! grep -q '"category"' out || fail "a model without these labels gives a category"

# The worst place of a long message, in the offsets that are asked for.
printf '%s\n' '{"text":"😀 Wat een mooie dag! Al die Polen zijn tuig en moeten oprotten. Tot morgen."}' '{"text":""}' > long.jsonl
klinker hate-speech --jsonl --sentences long.jsonl > out
sed -n 1p out | grep -q '"sentences":\[{"start":0,"end":20,"score":[01.0-9]*},{"start":21,"end":63,"score":[01.0-9]*},{"start":64,"end":75,"score":[01.0-9]*}\],"worst":{"start":21,"end":63,"score":' ||
  fail "--sentences: $(sed -n 1p out)"
sed -n 2p out | grep -q '"sentences":\[\],"worst":null' || fail "--sentences of nothing: $(sed -n 2p out)"
klinker hate-speech --jsonl --sentences --offsets utf8 long.jsonl | grep -q '"worst":{"start":24,"end":66,' || fail "--offsets utf8"
klinker hate-speech --jsonl --sentences --threads 4 in.jsonl > four
klinker hate-speech --jsonl --sentences in.jsonl | cmp - four || fail "threads change the answers"
expect 2 klinker hate-speech --sentences in.jsonl 2> message
grep -q -- '--sentences needs --jsonl' message || fail "no clear message"
