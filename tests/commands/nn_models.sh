#!/bin/sh
# A damaged model folder is refused with the name of the file; klinker.json may be missing, as in folders from elsewhere.
. "$(dirname "$0")/common.inc"
awk 'BEGIN { for (i = 0; i < 400; i++) { w = i % 2 ? "fiets band wiel zadel trapper" : "soep brood kaas appel melk"; split(w, a, " ");
  printf "{\"text\":\"ik zie een %s en %d keer %s\",\"label\":\"%s\"}\n", a[i % 5 + 1], i, a[i % 3 + 1], i % 2 ? "fietsen" : "eten" } }' > all.jsonl
head -n 300 all.jsonl > train.jsonl
tail -n 100 all.jsonl > dev.jsonl
expect 0 klinker subword train --output pieces.model --vocabulary 400 train.jsonl
expect 0 klinker train --quiet --train train.jsonl --dev dev.jsonl --base pieces.model --output a --epochs 1 > figures

mkdir bad
for file in config.json klinker.json model.safetensors sentencepiece.bpe.model; do
  for damage in cut missing junk; do
    [ "$damage $file" != "missing klinker.json" ] || continue
    rm -rf bad
    cp -r a bad
    case $damage in
      cut) head -c 40 "a/$file" > "bad/$file" ;;
      missing) rm "bad/$file" ;;
      junk) head -c 5000 /dev/urandom > "bad/$file" ;;
    esac
    expect 2 klinker classify --model bad --jsonl dev.jsonl > out 2> message
    grep -q "$file" message || fail "$damage $file is not named: $(cat message)"
  done
done
