#!/bin/sh
# klinker quantize: a quarter of the bytes, and nearly the same vectors.
models=$(cd "$(dirname "$0")/../../models" && pwd)
. "$(dirname "$0")/common.inc"

klinker quantize --model tiny-nl --output small || fail "no model was written"
before=$(wc -c < "$models/tiny-nl/model.safetensors") after=$(wc -c < small/model.safetensors)
[ $((3 * after)) -lt "$before" ] || fail "$after bytes are not a third of $before"
for file in config.json tokenizer.json klinker.json; do [ -f "small/$file" ] || fail "$file is missing"; done

printf '%s\n' 'De trein naar Zwolle vertrekt om tien over negen.' 'Ik heb honger.' 'ze komt ff langs vanavond' > texts
klinker embed --model tiny-nl texts > full.jsonl || fail "the model as it was does not embed"
klinker embed --model small texts > small.jsonl || fail "the quantised model does not embed"
paste -d '\n' full.jsonl small.jsonl | sed 's/.*\[//; s/\].*//' | awk -F , '
  NR % 2 { for (i = 1; i <= NF; i++) a[i] = $i; next }
  { ab = aa = bb = 0; for (i = 1; i <= NF; i++) { ab += a[i] * $i; aa += a[i] ^ 2; bb += $i ^ 2 }
    if (NF < 64 || ab / sqrt(aa * bb) < 0.95 || ab / sqrt(aa * bb) > 0.999999) exit 1 }' || fail "the vectors differ too much, or not at all"

klinker quantize --model tiny-nl --output small 2> message && fail "an existing folder was replaced"
klinker quantize --model small --output smaller 2> message && fail "weights were quantised twice"
grep -q 'already' message || fail "it is not said why"
[ ! -e smaller ] && [ ! -e smaller.part ] || fail "half a model was left"
