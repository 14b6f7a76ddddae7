#!/bin/sh
# A model loses the pieces that texts do not need, and reads them as before.
. "$(dirname "$0")/common.inc"
mkdir model
# 38 pieces in rows of two floats: 304 bytes.
printf '%s' '{"model_type":"bert","vocab_size":38,"pad_token_id":1}' > model/config.json
header='{"embeddings.word_embeddings.weight":{"dtype":"F32","shape":[38,2],"data_offsets":[0,304]}}     '
[ ${#header} -eq 96 ] || fail "the header of this test has another length: ${#header}"
{ printf '\140\0\0\0\0\0\0\0%s' "$header"; head -c 304 /dev/zero; } > model/model.safetensors
cat > model/tokenizer.json <<'END'
{"version":"1.0","added_tokens":[{"id":0,"content":"<s>","special":true},{"id":1,"content":"<pad>","special":true}],
"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},"post_processor":null,
"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},"model":{"type":"Unigram","unk_id":2,"vocab":[
["<s>",0],["<pad>",0],["<unk>",0],["▁",-4],["▁ik",-5],["▁fiets",-6],["▁naar",-6],["▁huis",-6],["▁日本",-7],["日",-7],["本",-7],["ская",-7],
["a",-8],["b",-8],["c",-8],["d",-8],["e",-8],["f",-8],["g",-8],["h",-8],["i",-8],["j",-8],["k",-8],["l",-8],["m",-8],["n",-8],["o",-8],
["p",-8],["q",-8],["r",-8],["s",-8],["t",-8],["u",-8],["v",-8],["w",-8],["x",-8],["y",-8],["z",-8]]}}
END
printf 'ik fiets naar huis\nik fiets\n' > text
klinker prune-vocab --model model --output small --size 34 text > figures
grep -q '^{"rows_before":38,"rows":34,"words":6,"pieces_per_word_before":1,"pieces_per_word":1}$' figures || fail "figures: $(cat figures)"
grep -q '"vocab_size": 34' small/config.json || fail "config.json"
[ "$(tail -c +9 small/model.safetensors | head -c 200 | grep -ao '\[34,2\]')" = '[34,2]' ] || fail "rows"
printf 'ik fiets naar huis\neen ander zinnetje\n' > lines
klinker subword encode --model model lines > before
klinker subword encode --model small lines | cmp - before || fail "text is read in another way"
echo '日本' | klinker subword encode --model small | grep -q '日' && fail "a piece that nobody needs is still there"

# Records, in a file whose name says so and in one whose name does not, are the same texts; so is a compressed file.
printf '{"text":"ik fiets naar huis"}\n{"text":"ik fiets"}\n' > text.jsonl
cp text.jsonl records
gzip -k text
for how in text.jsonl '--jsonl text.jsonl' '--jsonl records' text.gz; do
  # shellcheck disable=SC2086  # options and a name
  klinker prune-vocab --model model --output again --size 34 $how | cmp - figures || fail "$how"
  diff -r small again || fail "$how gives another model"
  rm -r again
done
klinker prune-vocab --model model --output half --size 34 --type f16 text > /dev/null
[ "$(wc -c < half/model.safetensors)" -lt "$(wc -c < small/model.safetensors)" ] || fail "--type f16"

expect 2 klinker prune-vocab --model model --output small --size 34 text 2> message
grep -q 'exists already' message || fail "an output that is there: $(cat message)"
expect 2 klinker prune-vocab --model model --output new --size 34 --type f8 text 2> /dev/null
expect 2 klinker prune-vocab --model model --output new --size 3 text 2> message
grep -q 'must stay, and 3 were asked for' message || fail "too small: $(cat message)"
make_text 300 > many
klinker subword train --output pieces.model --vocabulary 300 many
mkdir sentencepiece
cp model/config.json model/model.safetensors sentencepiece
cp pieces.model sentencepiece/sentencepiece.bpe.model
expect 1 klinker prune-vocab --model sentencepiece --output new --size 34 text 2> message
grep -q 'sentencepiece.bpe.model: a SentencePiece model or a BPE with merges' message || fail "SentencePiece: $(cat message)"
printf '{"text":5}\n' > records
expect 1 klinker prune-vocab --model model --output new --size 34 --jsonl records 2> message
for damage in config.json tokenizer.json model.safetensors; do
  rm -rf bad
  cp -r model bad
  head -c 90 "model/$damage" > "bad/$damage"
  [ "$damage" != config.json ] || echo '{' > bad/config.json
  expect 2 klinker prune-vocab --model bad --output new --size 34 text 2> message
  grep -q "$damage" message || fail "damage in $damage is not named: $(cat message)"
done
[ ! -e new ] && [ ! -e new.part ] || fail "a failed run leaves a folder"
