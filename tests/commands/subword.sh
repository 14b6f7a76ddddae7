#!/bin/sh
# Subword vocabularies: the same input gives the same file, text of any kind is split, wrong usage is refused.
. "$(dirname "$0")/common.inc"
make_text 3000 > text
gzip -k text
for algorithm in unigram bpe; do
  klinker subword train --algorithm $algorithm --vocabulary 400 --output $algorithm.model text
  klinker subword train --algorithm $algorithm --vocabulary 400 --output again.model text.gz
  cmp $algorithm.model again.model || fail "$algorithm: another file from the same text"
  printf 'Regel één 😀\n\n汉字\n' | klinker subword encode --model $algorithm.model > pieces
  [ "$(wc -l < pieces)" -eq 2 ] || fail "$algorithm: not a line for each record"
  klinker subword encode --jsonl --model $algorithm.model > out << 'END'
{"id":1,"text":"Regel"}
END
  grep -q '^{"id":1,"text":"Regel","pieces":\[.*\],"ids":\[[0-9,]*\],"offsets":\[\[[][0-9,]*\]\]}$' out || fail "$algorithm: JSON"
  # Where SentencePiece's own program is there, it must say the same.
  if command -v spm_encode > /dev/null; then
    spm_encode --model $algorithm.model < text > theirs
    klinker subword encode --model $algorithm.model text | cmp - theirs || fail "$algorithm: other pieces than SentencePiece"
  fi
done
klinker subword train --vocabulary 400 --max-sentences 500 --seed 3 --output a.model text
klinker subword train --vocabulary 400 --max-sentences 500 --seed 3 --output b.model text
cmp a.model b.model || fail "another sample with the same seed"
[ -z "$(klinker subword train --vocabulary 400 --output c.model text 2>&1)" ] || fail "training is not silent"

expect 2 klinker subword 2> /dev/null
expect 2 klinker subword train text 2> /dev/null
expect 2 klinker subword train --output x.model missing 2> /dev/null
expect 2 klinker subword train --output x.model --algorithm words text 2> /dev/null
expect 2 klinker subword train --output x.model --vocabulary 10 text 2> /dev/null
expect 2 klinker subword encode --model text text 2> /dev/null
[ ! -e x.model ] && [ ! -e x.model.part ] || fail "a failed training leaves a file"
