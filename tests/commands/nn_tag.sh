#!/bin/sh
# A tagger from columns to spans.
. "$(dirname "$0")/common.inc"
make_tiny_bert base
make_sentences 150 1 > train.conll
make_sentences 40 2 > dev.conll
sed 's/ B-/ I-/' dev.conll > dev.iob1
klinker train --task token --train train.conll --dev dev.conll --base base --epochs 5 --batch-size 16 --learning-rate 0.005 --output names > dev.json
grep -qE '"entity_f1": (1|0.9)' dev.json || fail "names are not learnt: $(head -n 5 dev.json)"
grep -q '"PER": {"precision"' dev.json || fail "no figures of types"
grep -q 'Types of entities' names/report.html || fail "no types in the report"
klinker evaluate --model names --data dev.iob1 | cmp - dev.json || fail "IOB1 is not read as BIO"

printf '%s\n' '{"id":1,"text":"Mevrouw Jansen woont 😀 jaar in Gent."}' '{"id":2,"tokens":["Mevrouw","","Smit","werkt","in","Delft","."]}' \
  '{"id":3,"text":""}' '{"id":4}' > in.jsonl
expect 1 klinker tag --model names --jsonl in.jsonl > out
sed -n 1p out | grep -q '^{"id":1,"text":"[^"]*","spans":\[{"start":8,"end":14,"label":"PER","score":[01.0-9]*},{"start":31,"end":35,"label":"LOC","score":[01.0-9]*}\]}$' ||
  fail "spans: $(sed -n 1p out)"
sed -n 2p out | grep -q '"tags":\["O","O","B-PER","O","O","B-LOC","O"\]}$' || fail "tags: $(sed -n 2p out)"
sed -n 3p out | grep -q '"spans":\[\]}$' || fail "an empty text: $(sed -n 3p out)"
sed -n 4p out | grep -q '"error"' || fail "a bad record: $(sed -n 4p out)"
head -n 1 in.jsonl | klinker tag --model names --jsonl --offsets utf8 | grep -q '"start":34,"end":38' || fail "--offsets utf8"
head -n 1 in.jsonl | klinker tag --model names --jsonl --offsets utf16 | grep -q '"start":32,"end":36' || fail "--offsets utf16"
klinker tag --model names --jsonl --threads 4 in.jsonl | cmp - out || fail "threads change the answers"
printf 'Mevrouw Jansen woont 12 jaar in Gent.\nja\n' | klinker tag --model names > plain
[ "$(cut -f 1,3 plain)" = "$(printf 'PER\tJansen\nLOC\tGent\n\n\n')" ] || fail "plain text: $(cat plain)"

# Longer than the model reads: every word gets its tag.
awk 'BEGIN { printf "{\"tokens\":["; for (i = 0; i < 500; i++) printf "%s\"mevrouw\",\"visser\"", i ? "," : ""; print "]}" }' |
  klinker tag --model names --jsonl | grep -o '"[OBI][^"]*"' > tags
[ "$(grep -c . tags)" -eq 1000 ] || fail "words without tags"
[ "$(grep -c '"B-PER"' tags)" -gt 400 ] || fail "a long sentence is not tagged"

expect 1 klinker classify --model names --jsonl in.jsonl 2> message
grep -q 'klinker tag' message || fail "no word about klinker tag: $(cat message)"
make_text 500 > text
klinker subword train --vocabulary 400 --output pieces.model text
expect 1 klinker train --task token --train train.conll --dev dev.conll --base pieces.model --output bag 2> message
grep -q 'no vectors for single pieces' message || fail "a bag is trained to tag: $(cat message)"
